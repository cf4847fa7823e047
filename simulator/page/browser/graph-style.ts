import type { EdgeSingular, StylesheetJson } from 'cytoscape';

/** The graph in the colours that the page has at this moment. */
export function graphStyle(): StylesheetJson {
  const page = getComputedStyle(document.documentElement);
  const colour = (name: string) => page.getPropertyValue(`--${name}`).trim();
  return [
    {
      selector: 'node',
      style: {
        shape: 'round-rectangle',
        width: 'data(width)',
        height: 46,
        label: 'data(label)',
        'text-wrap': 'wrap',
        'text-valign': 'center',
        'text-halign': 'center',
        'line-height': 1.3,
        'font-family': page.getPropertyValue('font-family'),
        'font-size': 13,
        color: colour('text'),
        'background-color': colour('panel'),
        'border-width': 2.5,
        'border-color': colour('unknown'),
      },
    },
    ...['active', 'blocked', 'error', 'maintenance', 'terminated', 'unknown', 'waiting'].map((word) => ({
      selector: `node[status = "${word}"]`,
      style: { 'border-color': colour(word), 'background-color': colour(`${word}-soft`) },
    })),
    { selector: 'node[kind = "subordinate"]', style: { 'border-style': 'dashed' } },
    {
      selector: 'node.chosen',
      style: { 'border-width': 4, 'outline-width': 2, 'outline-color': colour('accent'), 'outline-offset': 3 },
    },
    {
      selector: 'edge',
      style: {
        width: 1.5,
        'curve-style': 'bezier',
        'control-point-step-size': (edge: EdgeSingular) => Number(edge.data('step')),
        'line-color': colour('line-strong'),
        'target-arrow-color': colour('line-strong'),
        'target-arrow-shape': 'triangle',
        'arrow-scale': 0.8,
        label: 'data(label)',
        'font-family': page.getPropertyValue('font-family'),
        'font-size': 10.5,
        color: colour('muted'),
        'text-background-color': colour('panel'),
        'text-background-opacity': 0.9,
        'text-background-padding': '2px',
        'text-rotation': 'autorotate',
        'loop-direction': '-45deg',
        'loop-sweep': '50deg',
      },
    },
    { selector: 'edge[type = "peer"]', style: { 'target-arrow-shape': 'none' } },
    { selector: 'edge[type = "subordinate"]', style: { 'line-style': 'dashed' } },
  ];
}
