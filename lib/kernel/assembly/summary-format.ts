// The rows of a SummaryBatch: what a run's rows come to. A text is its length (varint), then its bytes.
//
//   SUMMARY_USER       text                     a user begins
//   SUMMARY_CONTINUED  text                     the user whose rows the batch before began goes on
//   SUMMARY_ATTRIBUTE  name, value              two texts
//   SUMMARY_EVENT      count (u64), name        distinct ids, little-endian; a text
//
// Users ascend in the order of the runs; attributes come before events, each by name.

export const SUMMARY_USER: u8 = 0;
export const SUMMARY_CONTINUED: u8 = 1;
export const SUMMARY_ATTRIBUTE: u8 = 2;
export const SUMMARY_EVENT: u8 = 3;
