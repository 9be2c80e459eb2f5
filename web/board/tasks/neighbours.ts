// Where an arrow leads from a card among columns of any length. Pure.

export interface Place {
  readonly column: number;
  readonly row: number;
}

function beside(lengths: readonly number[], { column, row }: Place, step: 1 | -1): Place | null {
  for (let at = column + step; at >= 0 && at < lengths.length; at += step) {
    const length = lengths[at] ?? 0;
    if (length > 0) return { column: at, row: Math.min(row, length - 1) };
  }
  return null;
}

/** Null where the key leads nowhere. Empty columns are passed over; rightToLeft turns left and right around. */
export function neighbour(
  lengths: readonly number[],
  at: Place,
  key: string,
  rightToLeft: boolean,
): Place | null {
  const length = lengths[at.column] ?? 0;
  const row = { ArrowDown: at.row + 1, ArrowUp: at.row - 1, Home: 0, End: length - 1 }[key];
  if (row !== undefined) return row >= 0 && row < length ? { ...at, row } : null;
  const forward = rightToLeft ? 'ArrowLeft' : 'ArrowRight';
  const backward = rightToLeft ? 'ArrowRight' : 'ArrowLeft';
  if (key === forward) return beside(lengths, at, 1);
  return key === backward ? beside(lengths, at, -1) : null;
}
