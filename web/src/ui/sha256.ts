/** SHA-256 of some bytes. */
export async function sha256(bytes: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> {
  const subtle = crypto.subtle as SubtleCrypto | undefined; // pages by plain http have none
  if (subtle) return new Uint8Array(await subtle.digest("SHA-256", bytes));
  const noble = await import("@noble/hashes/sha2.js");
  return new Uint8Array(noble.sha256(new Uint8Array(bytes)));
}
