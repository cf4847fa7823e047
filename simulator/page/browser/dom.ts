type Attributes = Readonly<Record<string, boolean | string | null>>;

/** An element with these attributes and children. False and null leave an attribute out; text stays text. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}

/** The element of the template with this id. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element ${id}`);
  return found;
}

/** The element's content is this; the focus stays with what has the same `data-key`. */
export function replaceContent(element: HTMLElement, ...children: readonly (Node | string)[]): void {
  const { activeElement } = document;
  const key = element.contains(activeElement) ? (activeElement?.getAttribute('data-key') ?? null) : null;
  const { scrollTop } = element;
  element.replaceChildren(...children);
  element.scrollTop = scrollTop;
  if (key !== null)
    element.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/** The status word with its colour beside it. */
export function statusMark(word: string): HTMLElement {
  return el('span', { class: `status status-${word}` }, word);
}
