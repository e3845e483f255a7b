/*
 * The final pushes that are kept, with the time that they have left.
 */

import { element, setAttribute, setText } from './dom.js';
import { ago, bytes, count, fullTime, now, span } from './format.js';
import { VirtualRows } from './virtual-rows.js';

const COLUMNS = [['name', 'App'], ['arrived', 'Arrived', true], ['samples', 'Samples', true], ['size', 'Size', true], ['left', 'Time left']];

export class PushTable {

	#rows;

	/**
	 * @param table where to show it
	 * @param open called with the id of an app whose push was chosen
	 */
	constructor(table, open) {
		const heads = COLUMNS.map(([name, label, number]) => element('th',
			{ role: 'columnheader', scope: 'col', class: `c-${name}${number ? ' number' : ''}` }, label));
		table.tHead.append(element('tr', { role: 'row' }, ...heads));
		this.#rows = new VirtualRows(table, () => new PushRow());
		table.tBodies[0].addEventListener('click', (event) => {
			const row = event.target.closest('tr');
			if (row && !getSelection().toString()) {
				open(row.dataset.key);
			}
		});
	}

	show(pushes) {
		this.#rows.set(pushes.map((push) => ({ key: push.app, push })));
	}

}

class PushRow {

	#name = element('button', { type: 'button', class: 'name' });

	#subtitle = element('span', { class: 'subtitle' });

	#arrived = cell('c-arrived number');

	#samples = cell('c-samples number');

	#size = cell('c-size number');

	#left = element('span', { class: 'left' });

	#bar = element('progress', { max: 1 });

	element = element('tr', { role: 'row' },
		cell('c-name', this.#name, this.#subtitle), this.#arrived, this.#samples, this.#size, cell('c-left', this.#bar, this.#left));

	focus() {
		this.#name.focus({ preventScroll: true });
	}

	update({ push }) {
		setText(this.#name, push.name);
		setText(this.#subtitle, push.subtitle);
		setAttribute(this.#subtitle, 'title', push.subtitle);
		setText(this.#arrived, ago(push.arrivedAt));
		setAttribute(this.#arrived, 'title', fullTime(push.arrivedAt));
		setText(this.#samples, count(push.samples));
		setText(this.#size, bytes(push.sizeBytes));
		const arrived = Date.parse(push.arrivedAt);
		const until = Date.parse(push.keptUntil);
		const left = until - now();
		this.#bar.value = Math.max(0, Math.min(1, left / (until - arrived)));
		setAttribute(this.#bar, 'aria-label', 'Time left');
		setAttribute(this.#bar, 'data-delivered', String(push.delivered));
		if (left > 0) {
			setText(this.#left, `${span(left)}${push.delivered ? '' : ', not scraped yet'}`);
		}
		else {
			setText(this.#left, push.delivered ? 'leaves' : `waits for a scrape, ${span(Date.parse(push.givenUpAt) - now())} at most`);
		}
	}

}

function cell(name, ...content) {
	return element('td', { role: 'cell', class: name }, ...content);
}
