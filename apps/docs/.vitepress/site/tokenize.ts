/**
 * Words of a text for the search. Japanese has no spaces: the engine's own word breaker finds its words, and what it
 * leaves as single Chinese characters in a row (it does not know 尤度 or 変分) is joined again. This function is sent to
 * the browser as text, so nothing outside it is seen.
 */
export function tokenize(text: string): string[] {
  const words: string[] = [];
  let isOpen = false;
  for (const { segment, isWordLike } of new Intl.Segmenter('ja', { granularity: 'word' }).segment(text)) {
    const isSingle = /^\p{Script=Han}$/u.test(segment);
    if (isSingle && isOpen) words.push(`${words.pop()}${segment}`);
    else if (isWordLike === true) words.push(segment);
    isOpen = isSingle;
  }
  return words;
}
