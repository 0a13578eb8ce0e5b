/** A token's rights as one phrase: "Admin of the team, can list members". */
export const rightsWords = (rights: readonly string[]): string =>
  rights
    .map((right, index) => (index === 0 ? right : `${right.slice(0, 1).toLowerCase()}${right.slice(1)}`))
    .join(", ");
