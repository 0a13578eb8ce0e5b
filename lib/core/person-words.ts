/** How many people a sentence names before it counts the others. */
const NAMED = 5;
/** "Noor Haddad, Ivo Lindqvist and 3 more" */
function peopleWords(people: readonly { name: string }[]): string {
  const names = people.slice(0, people.length > NAMED + 1 ? NAMED : NAMED + 1).map(({ name }) => name);
  const more = people.length - names.length;
  return more > 0 ? `${names.join(", ")} and ${more} more` : names.join(", ");
}

/** What a new team is: "A team with Noor Haddad, Ivo Lindqvist" */
export const newTeamWords = (people: readonly { name: string }[]): string =>
  people.length === 0 ? "A team without members" : `A team with ${peopleWords(people)}`;

/** "Noor Haddad, noor@halden.example": with the address, where the name has none in it. */
export const fullName = ({ name, email }: { name: string; email?: string | undefined }): string =>
  email && !name.includes(email) ? `${name}, ${email}` : name;

/** What a row shows: name, else e-mail, else id. */
export const personLabel = (person: { name: string; email?: string | null; userId: string }): string =>
  person.name || person.email || person.userId;
