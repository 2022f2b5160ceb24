import { FIRST_FILTER, KINDS, MOSTS, ORDERS, type ReviewFilter } from "./filter";

const LONGEST_FIND = 100;

/** What the address asks for: a link shows the same moments to the next streamer. What it cannot ask for is left out. */
export function filterOf(search: string): ReviewFilter {
  const asked = new URLSearchParams(search);
  const oneOf = <Value>(name: string, values: readonly Value[], first: Value): Value =>
    values.find((value) => String(value) === asked.get(name)) ?? first;
  const people = asked.get("people") ?? "";
  return {
    show: oneOf("show", KINDS, FIRST_FILTER.show),
    people: /^[1-9]\d{0,5}$/.test(people) ? Number(people) : FIRST_FILTER.people,
    most: oneOf("most", MOSTS, FIRST_FILTER.most),
    find: (asked.get("find") ?? "").slice(0, LONGEST_FIND),
    order: oneOf("order", ORDERS, FIRST_FILTER.order),
  };
}

/** The query of the address with this filter: only what differs from the first one. Other parameters stay. */
export function searchOf(filter: ReviewFilter, search: string): string {
  const given = new URLSearchParams(search);
  for (const [name, value] of Object.entries(filter))
    if (value === FIRST_FILTER[name as keyof ReviewFilter]) given.delete(name);
    else given.set(name, String(value));
  const text = given.toString();
  return text ? `?${text}` : "";
}
