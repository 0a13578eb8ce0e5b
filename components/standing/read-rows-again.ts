import type { QueryClient, QueryKey } from "@tanstack/react-query";

/**
 * Reads the rows under these keys again. What is being read is left to finish, for while a first sync writes there is news
 * every second; but it may have been read before the news, so then once more.
 */
export async function readRowsAgain(queryClient: QueryClient, queryKey: QueryKey): Promise<void> {
  const wasUnderWay = queryClient.isFetching({ queryKey }) > 0;
  await queryClient.invalidateQueries({ queryKey }, { cancelRefetch: false });
  if (wasUnderWay) await queryClient.invalidateQueries({ queryKey }, { cancelRefetch: false });
}
