// What the kernel asks of its host, for rare cases that are not worth a copy of a well-kept library here.

/** The double nearest to a JSON number's text. */
export declare function parseDouble(text: usize, length: u32): f64;

/** True if the bytes are UTF-8. */
export declare function isUtf8(text: usize, length: u32): bool;
