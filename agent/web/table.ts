// Tables. On a phone their rows become blocks, which takes their meaning from screen readers in some browsers, so each
// part says with a role what it is; and cells bear their column's name, which is shown where the head is not.
import { type Html, html } from './html.js';

export interface Column {
  readonly head: string;
  /** Aligned to the right. */
  readonly isNumber?: boolean;
  /** The cell that names its row. */
  readonly isName?: boolean;
  /** Clear without its column's name. */
  readonly isPlain?: boolean;
}

/** `rows`: a cell for each column. `kind` is a class for the style. */
export function table(caption: string, kind: string, columns: readonly Column[], rows: readonly Html[][]): Html {
  const heads = columns.map(({ head, isNumber }) =>
    isNumber
      ? html`<th scope="col" role="columnheader" class="number">${head}</th>`
      : html`<th scope="col" role="columnheader">${head}</th>`,
  );
  const body = rows.map(
    (cells) => html`<tr role="row">${columns.map((column, index) => cell(column, cells[index]))}</tr>`,
  );
  return html`<table role="table" class="${kind}"><caption class="unseen">${caption}</caption>
    <thead role="rowgroup"><tr role="row">${heads}</tr></thead>
    <tbody role="rowgroup">${body}</tbody></table>`;
}

function cell({ head, isNumber, isName, isPlain }: Column, content: Html | undefined): Html {
  if (isName) return html`<th scope="row" role="rowheader">${content}</th>`;
  const label = isPlain ? '' : head;
  const kind = isNumber ? 'number' : '';
  return html`<td role="cell" class="${kind}" data-head="${label}">${content}</td>`;
}
