/** The header that carries a body's SHA-256 (RFC 9530). */
export function contentDigest(sha256: Uint8Array): { readonly "Content-Digest": string } {
  return { "Content-Digest": `sha-256=:${btoa(String.fromCharCode(...sha256))}:` };
}
