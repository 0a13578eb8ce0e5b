import { Link } from "#components/ui/link.tsx";

/** Somebody's name in a row of a list that is one stop for Tab: one element, which leads to their page where that is known. */
export function PersonName({ id, name }: { id: string | undefined; name: string }) {
  if (!id) return <bdi className="clip">{name}</bdi>;
  return (
    <Link href={`/people/${encodeURIComponent(id)}`} className="clip" dir="auto" tabIndex={-1}>
      {name}
    </Link>
  );
}
