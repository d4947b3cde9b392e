// The rows of a SummaryBatch: what a run's rows come to. This file is compiled twice, by tsc and by asc: plain constants
// only. A row is its tag (u8), then what the tag says; a text is its length (varint), then its bytes.
//
//   SUMMARY_USER       text                     a user begins
//   SUMMARY_CONTINUED  text                     the user whose rows the batch before began continues
//   SUMMARY_ATTRIBUTE  name, value              two texts
//   SUMMARY_EVENT      count (u64), name        number of distinct ids, little-endian; a text
//   SUMMARY_MEASURED_USER  text                 a user begins that has measures, though perhaps none with a value
//   SUMMARY_COUNT      count (u64), name        a measure that counts different values
//   SUMMARY_NUMBER     name, value              a measure that is a number: two texts
//   SUMMARY_VALUE      name, value              a measure that is one of its values: two texts
//
// Users ascend in the order of the runs; attributes come before events, events before measures, each by name.

export const SUMMARY_USER = 0;
export const SUMMARY_CONTINUED = 1;
export const SUMMARY_ATTRIBUTE = 2;
export const SUMMARY_EVENT = 3;
export const SUMMARY_MEASURED_USER = 4;
export const SUMMARY_COUNT = 5;
export const SUMMARY_NUMBER = 6;
export const SUMMARY_VALUE = 7;

export const SUMMARY_COUNT_BYTES = 8;
