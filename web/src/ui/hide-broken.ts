/** For an `<img>`: hides a picture that cannot be shown; what lies behind it is seen. */
export function hideBroken({ type, currentTarget }: Event): void {
  (currentTarget as Element).classList.toggle("picture-broken", type === "error");
}
