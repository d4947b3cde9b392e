/** A name in shell quotes, `$'…'`, with bytes that are not printable ASCII in hexadecimal. */
export function quoteBytes(name: Uint8Array): string {
  const text = Array.from(name, (byte) => {
    if (byte < 0x20 || byte >= 0x7f) return `\\x${byte.toString(16).padStart(2, '0')}`;
    const character = String.fromCharCode(byte);
    return character === "'" || character === '\\' ? `\\${character}` : character;
  });
  return `$'${text.join('')}'`;
}
