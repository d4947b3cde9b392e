/** Names of members, from the outside in. */
export type Path = readonly string[];
