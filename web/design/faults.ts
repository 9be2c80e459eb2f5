// A form that is not taken shows why: the first field at fault comes into sight, above whatever lies over the page's foot.

/** Brings the first field at fault within `root` into sight and into focus. Call it after the faults are on the page. */
export function showFirstFault(root: ParentNode = document): void {
  const field = root.querySelector<HTMLElement>('[aria-invalid="true"], [data-fault="true"]');
  if (!field) return;
  field.scrollIntoView({ block: 'center' });
  field.focus({ preventScroll: true });
}
