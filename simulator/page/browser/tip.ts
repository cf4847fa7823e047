import { byId, el, replaceContent } from './dom.ts';

/** The tip is beside the pointer with this text, or is away. */
export function showTip(event: MouseEvent | null, title = '', text = ''): void {
  const tip = byId('tip');
  tip.hidden = event === null;
  if (event === null) return;
  replaceContent(tip, el('b', {}, title), el('span', {}, text));
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(event.clientX + 14, innerWidth - width - 8))}px`;
  tip.style.top = `${event.clientY + 18 + height > innerHeight ? event.clientY - height - 12 : event.clientY + 18}px`;
}
