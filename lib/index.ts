export { type AggregateOptions, aggregate } from './aggregate/aggregate.js';
export {
  type ChainFlow,
  type ChainKnown,
  type ChainLast,
  type ChainOptions,
  type ChainResult,
  type ChainSink,
  type ChainSource,
  type ChainStage,
  type ChainStages,
  chain,
} from './chain.js';
export type { Checkpoint, CheckpointMembers, CheckpointOptions } from './checkpoint/checkpoint.js';
export type { RejectsSink } from './checkpoint/rejects-file.js';
export type { ClusterSummary, CommitPartsOptions, CommittedFile } from './cluster/commit-parts.js';
export type { ClusterCut, CutRejects } from './cluster/cut-format.js';
export { type FrameKind, FrameWriter } from './cluster/frames.js';
export type { MapRangeOptions, TaskOptions } from './cluster/map-range.js';
export type { PlanClusterOptions } from './cluster/plan-cluster.js';
export type { ListedSource, PlanFedClusterOptions } from './cluster/plan-fed-cluster.js';
export type { ClusterPlan, PlannedOptions, PlannedSource } from './cluster/plan-format.js';
export type { MapReceipt, PartReceipt, ReceivedRejects, ReceivedRun } from './cluster/receipts.js';
export type { ReducePartOptions } from './cluster/reduce-part.js';
export { fileSink } from './disk/file-sink.js';
export { edit } from './edit/edit.js';
export type { Edit, Edited } from './edit/edit-batch.js';
export type { ActivityChanges } from './edit/edited-line.js';
export { type ErrorCode, type ErrorDetails, SpillwayError } from './errors.js';
export { type FormatOptions, format } from './format/format.js';
export type { DelimiterPolicy, EmptySections, OutputFormat, TextFormat } from './format/output-format.js';
export type { FactKind, SummaryColumn } from './format/summary-column.js';
export type { GenerateOptions, GenerateStats } from './generate.js';
export type { InMemorySummary, SummarizeInMemoryOptions } from './in-memory/summarize-in-memory.js';
export type { Choice } from './inspect/choose-mapping.js';
export type { Inspection, InspectOptions, SampledReject } from './inspect/inspect.js';
export type { Verdict as InspectionVerdict } from './inspect/judge-records.js';
export type { LikelyFields } from './inspect/likely-fields.js';
export type { FieldProfile, ValueKind } from './inspect/profile-fields.js';
export type { TimeSpan } from './inspect/time-span.js';
export type { TypeShare, TypeShares } from './inspect/type-shares.js';
export type { ChangesOptions, SummarizeOptions } from './job/job-settings.js';
export { NothingValidError } from './job/nothing-valid-error.js';
export type { DiskNeed, JobPlan } from './job/plan-job.js';
export type { Progress } from './job/progress.js';
export type { BatchCounts } from './job/read/read-range.js';
export type { FilesBeside } from './job/refuse-overlaps.js';
export type { SummarizeStats } from './job/stats.js';
export type { ForgetOptions, Forgotten } from './kept/forget.js';
export type { Lookup } from './kept/lookup.js';
export type { EntryLists, MappingForms } from './mapping/forms.js';
export type {
  FieldMapping,
  Measure,
  Paths,
  RecordKind,
  Reducer as MeasureReducer,
  TimeFormat,
} from './mapping/mapping.js';
export type { Path } from './mapping/path.js';
export type { PresetName } from './mapping/presets.js';
export type { EntriesForm, IdForm } from './mapping/read-forms.js';
export type { Mapping } from './mapping/read-mapping.js';
export type { MeasureOptions, Measures } from './mapping/read-measures.js';
export {
  checkpoint,
  commitParts,
  cutParts,
  forget,
  generate,
  inspect,
  loadMapping,
  lookup,
  mapRange,
  planCluster,
  planFedCluster,
  planJob,
  reducePart,
  summarize,
  summarizeInMemory,
  verify,
} from './on-demand.js';
export type { Size } from './options.js';
export { type FromActivitiesOptions, fromActivities } from './parse/from-activities.js';
export { type JsonValuesOptions, jsonValues } from './parse/json-values.js';
export { type ParseOptions, parse } from './parse/parse.js';
export type { Activity, AttributesActivity, EventActivity } from './records/activity.js';
export {
  ActivityBatch,
  type BatchPlace,
  type ParsedBatch,
  type ValidBatch,
  type Verdict,
} from './records/activity-batch.js';
export type { ActivityColumns, TakenActivities } from './records/activity-columns.js';
export type { ActivityView } from './records/activity-view.js';
export { addCounters, type Counters, type FirstReject, NO_COUNTERS } from './records/counters.js';
export type { TypeCount, TypeCounts } from './records/ignored-types.js';
export type { JsonRecord, JsonValue } from './records/json-value.js';
export type { Reject, RejectCode } from './records/reject.js';
export type { Run } from './records/run.js';
export type { PositionUnit, SourcePosition } from './records/source-position.js';
export type { Summary } from './records/summary.js';
export { SummaryBatch, type SummaryPart, summaries } from './records/summary-batch.js';
export type { UserOrder } from './records/user-order.js';
export type { UserRange } from './records/user-range.js';
export { type SortMergeOptions, sortMerge } from './runs/sort-merge.js';
export { compress } from './sources/compress.js';
export { type Compression, compressionByName, compressionOf } from './sources/compression.js';
export { decompress } from './sources/decompress.js';
export { expandSources, type OnNote } from './sources/expand-sources.js';
export type { InputFormat } from './sources/input-format.js';
export { oldestFirst } from './sources/oldest-first.js';
export {
  describeSource,
  type OpenSourceOptions,
  openSource,
  type SourceInfo,
} from './sources/open-source.js';
export type { ContentIdentity, SourceIdentity } from './sources/source-identity.js';
export type { NoStage, Sink, Stage } from './stage.js';
export type { Reduce } from './timelines/reducer.js';
export type { TimelineActivity } from './timelines/timeline-activity.js';
export { type TimelinesOptions, timelines } from './timelines/timelines.js';
export { type OnRejects, type ValidateOptions, validate } from './validate/validate.js';
export type { Equality } from './verify/first-divergence.js';
export type { VerifyOptions, VerifyStats } from './verify.js';
