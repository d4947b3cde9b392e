export { type ErrorCode, SpillwayError } from './errors.js';
