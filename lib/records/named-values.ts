/** A Map from names to values that JSON shows as an object. */
export class NamedValues<Value> extends Map<string, Value> {
  toJSON(): Record<string, Value> {
    return Object.fromEntries(this);
  }
}

// It is a Map to whoever compares it.
Object.defineProperty(NamedValues.prototype, 'constructor', { value: Map, enumerable: false });
