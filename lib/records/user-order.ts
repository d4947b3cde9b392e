/** The order of users: by the bytes of their ids, or decimal integers first and by value. */
export type UserOrder = 'bytes' | 'numeric';
