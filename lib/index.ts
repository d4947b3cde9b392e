export { type AggregateOptions, aggregate } from './aggregate/aggregate.js';
export { type ErrorCode, type ErrorDetails, SpillwayError } from './errors.js';
export type { OutputFormat } from './formats/summary-formatter.js';
export { type GenerateOptions, type GenerateStats, generate } from './generate.js';
export type { SummarizeOptions } from './job/job-settings.js';
export { type DiskNeed, type JobPlan, planJob } from './job/plan-job.js';
export type { Progress } from './job/progress.js';
export type { FilesBeside } from './job/refuse-overlaps.js';
export type { DelimiterPolicy, EmptySections } from './kernel/formatter.js';
export { loadMapping } from './mapping/load-mapping.js';
export type { RecordKind, TimeFormat } from './mapping/mapping.js';
export type { PresetName } from './mapping/presets.js';
export type { Mapping, Paths } from './mapping/read-mapping.js';
export type { Size } from './options.js';
export type { Activity, AttributesActivity, EventActivity } from './records/activity.js';
export { ActivityBatch, type ActivityColumns, type Verdict } from './records/activity-batch.js';
export type { Counters } from './records/counters.js';
export type { Reject, RejectCode } from './records/reject.js';
export type { Run } from './records/run.js';
export type { Summary } from './records/summary.js';
export { SummaryBatch, type SummaryPart, summaries } from './records/summary-batch.js';
export type { UserOrder } from './records/user-order.js';
export { type SortMergeOptions, sortMerge } from './runs/sort-merge.js';
export { type InMemorySummary, type SummarizeInMemoryOptions, summarizeInMemory } from './simple.js';
export { compress } from './sources/compress.js';
export { type Compression, compressionByName, compressionOf } from './sources/compression.js';
export { decompress } from './sources/decompress.js';
export { expandSources, oldestFirst } from './sources/expand-sources.js';
export { type JsonValuesOptions, jsonValues } from './sources/json-values.js';
export {
  describeSource,
  type OpenSourceOptions,
  openSource,
  type SourceInfo,
} from './sources/open-source.js';
export { type Checkpoint, type CheckpointOptions, checkpoint } from './stages/checkpoint.js';
export { fileSink } from './stages/file-sink.js';
export { type FormatOptions, format } from './stages/format.js';
export { type FromActivitiesOptions, fromActivities } from './stages/from-activities.js';
export { type ParseOptions, parse } from './stages/parse.js';
export { type ValidateOptions, validate } from './stages/validate.js';
export type { RejectsSink } from './storage/rejects-file.js';
export { type SummarizeStats, summarize } from './summarize.js';
export { type VerifyOptions, type VerifyStats, verify } from './verify.js';
