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

/** The element's content is this; what has the same `data-key` as before keeps the focus, and stays open. */
export function replaceContent(element: HTMLElement, ...children: readonly (Node | string)[]): void {
  const { activeElement } = document;
  const key = element.contains(activeElement) ? (activeElement?.getAttribute('data-key') ?? null) : null;
  const open = [...element.querySelectorAll('details[open][data-key]')].map((each) => each.getAttribute('data-key'));
  const { scrollTop } = element;
  element.replaceChildren(...children);
  for (const each of element.querySelectorAll('details[data-key]')) {
    if (open.includes(each.getAttribute('data-key'))) each.setAttribute('open', '');
  }
  element.scrollTop = scrollTop;
  if (key !== null)
    element.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/** The status word with its colour beside it. */
export function statusMark(word: string): HTMLElement {
  return el('span', { class: `status status-${word}` }, word);
}
