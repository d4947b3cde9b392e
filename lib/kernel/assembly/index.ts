// The kernel's one entry: everything that TypeScript may call, by part.
export { heapBase } from './memory';
