/**
 * Whether a printed table is the stored one: to the letter, or with a tolerance, for what is computed from something that
 * changes a little. Labels, the first of a row, are then the same; numbers agree to the tolerance; other cells, such as
 * samples of text, are not compared.
 */
export function isAsExpected(printed: string, stored: string, tolerance: number | undefined): boolean {
  if (tolerance === undefined) return printed === stored;
  const [rows, storedRows] = [printed, stored].map((table) => table.split('\n').map((row) => row.split('\t')));
  return (
    rows!.length === storedRows!.length &&
    rows!.every((row, i) => {
      const storedRow = storedRows![i]!;
      return (
        row.length === storedRow.length &&
        row.every((cell, j) => {
          const [value, storedValue] = [Number(cell), Number(storedRow[j])];
          if (j === 0) return cell === storedRow[0];
          if (Number.isNaN(value) || Number.isNaN(storedValue))
            return Number.isNaN(value) === Number.isNaN(storedValue);
          return Math.abs(value - storedValue) <= tolerance;
        })
      );
    })
  );
}
