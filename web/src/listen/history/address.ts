const BOOK_ID = /^[A-Za-z0-9._:-]{1,64}$/;

/** The address of one book's log. */
export function logOf(bookId: string): string {
  return `/listen/sessions#${bookId}`;
}

/** The book whose log this address names. */
export function bookInAddress(): string | undefined {
  const id = location.hash.slice(1);
  return BOOK_ID.test(id) ? id : undefined;
}
