/*
 * The apps as a table: sorted by a click on a column, walked through with the arrow keys.
 */

import { element, setAttribute, setText } from './dom.js';
import { ago, agoRoughly, bytes, count, duration, fullTime, since } from './format.js';
import { Sparkline } from './sparkline.js';
import { STATES } from './store.js';
import { VirtualRows } from './virtual-rows.js';

const COLUMNS = [
	{ key: 'name', label: 'App' },
	{ key: 'state', label: 'State' },
	{ key: 'transport', label: 'Connection' },
	{ key: 'connected', label: 'Connected', number: true },
	{ key: 'scraped', label: 'Last scrape', number: true },
	{ key: 'took', label: 'Took', number: true },
	{ key: 'samples', label: 'Samples', number: true },
	{ key: 'size', label: 'Size', number: true },
	{ key: null, label: 'Last 30 scrapes' },
];

export const SORTS = COLUMNS.filter((column) => column.key);

export class AppTable {

	#rows;

	#body;

	#headers = new Map();

	#open;

	#current = 0;

	/**
	 * @param table where to show it
	 * @param sortBy called with a column's key
	 * @param open called with the id of an app that was chosen
	 */
	constructor(table, sortBy, open) {
		this.#open = open;
		this.#body = table.tBodies[0];
		const heads = COLUMNS.map(({ key, label, number }) => {
			const head = element('th', { role: 'columnheader', scope: 'col', class: `c-${key ?? 'recent'}${number ? ' number' : ''}` });
			if (key) {
				head.append(element('button', { type: 'button', onclick: () => sortBy(key) }, label));
				this.#headers.set(key, head);
			}
			else {
				head.textContent = label;
			}
			return head;
		});
		table.tHead.append(element('tr', { role: 'row' }, ...heads));
		this.#rows = new VirtualRows(table, () => new AppRow());
		this.#body.addEventListener('click', (event) => this.#clicked(event));
		this.#body.addEventListener('keydown', (event) => this.#pressed(event));
	}

	show(apps, { by, descending }) {
		for (const [key, head] of this.#headers) {
			setAttribute(head, 'aria-sort', key === by ? (descending ? 'descending' : 'ascending') : 'none');
		}
		this.#rows.set(apps.map((app) => ({ key: app.id, app })));
		this.#current = Math.min(this.#current, Math.max(0, apps.length - 1));
	}

	#clicked(event) {
		const row = event.target.closest('tr');
		if (row && !getSelection().toString()) {
			this.#open(row.dataset.key);
		}
	}

	#pressed(event) {
		const row = event.target.closest('tr');
		const last = this.#rows.items.length - 1;
		const at = this.#rows.items.findIndex((item) => item.key === row?.dataset.key);
		const to = {
			ArrowDown: at + 1,
			ArrowUp: at - 1,
			PageDown: at + this.#rows.page,
			PageUp: at - this.#rows.page,
			Home: 0,
			End: last,
		}[event.key];
		if (to !== undefined && at >= 0 && !event.ctrlKey && !event.metaKey && !event.altKey) {
			event.preventDefault();
			this.#rows.focus(Math.max(0, Math.min(last, to)));
		}
	}

}

class AppRow {

	#name = element('button', { type: 'button', class: 'name' });

	#subtitle = element('span', { class: 'subtitle' });

	#state = element('span', { class: 'pill' });

	#transport = element('span');

	#published = element('span', { class: 'tag', title: 'Has a published client, version 1', hidden: true }, '1.x');

	#cells = ['connected', 'scraped', 'took', 'samples', 'size'].map((name) => cell(`c-${name} number`));

	#sparkline = new Sparkline();

	element = element('tr', { role: 'row' },
		cell('c-name', this.#name, this.#subtitle),
		cell('c-state', this.#state),
		cell('c-transport', this.#transport, this.#published),
		...this.#cells,
		cell('c-recent', this.#sparkline.element));

	focus() {
		this.#name.focus({ preventScroll: true });
	}

	update({ app }) {
		const last = app.lastScrape;
		const [connected, scraped, took, samples, size] = this.#cells;
		setText(this.#name, app.name);
		setText(this.#subtitle, app.subtitle);
		setAttribute(this.#subtitle, 'title', app.subtitle);
		showState(this.#state, app);
		setText(this.#transport, app.transport === 'tcp' ? 'TCP' : 'WebSocket');
		this.#published.hidden = app.protocol !== '1';
		setText(connected, app.lostAt ? '–' : since(app.connectedAt));
		setAttribute(connected, 'title', `Since ${fullTime(app.connectedAt)}${app.lostAt ? `, lost ${fullTime(app.lostAt)}` : ''}`);
		setText(scraped, last ? ago(last.time) : '–');
		setAttribute(scraped, 'title', last ? fullTime(last.time) : 'Not yet');
		setText(took, last ? duration(last.durationSeconds) : '–');
		setText(samples, last?.result === 'ok' ? (last.samples === undefined ? 'unread' : count(last.samples)) : '–');
		setText(size, last?.result === 'ok' ? bytes(last.sizeBytes) : '–');
		this.#sparkline.draw(app.recentDurationsSeconds);
	}

}

function cell(name, ...content) {
	return element('td', { role: 'cell', class: name }, ...content);
}

/** Says how an app is, in a word and a colour. */
export function showState(pill, app) {
	const state = STATES.get(app.state);
	const reason = app.state === 'failing' ? app.lastScrape?.result.replaceAll('_', ' ') : null;
	const label = reason ?? state?.label ?? app.state;
	setText(pill, app.lostAt ? `${label} ${agoRoughly(app.lostAt)}` : label);
	setAttribute(pill, 'data-state', app.state);
	setAttribute(pill, 'title', reason ? `${state.help}: ${reason}` : (state?.help ?? ''));
}
