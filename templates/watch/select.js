// Offers what an editor may do with the words selected on a page. Filled by the desk.

export function offer() {}
