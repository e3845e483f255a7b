/*
 * The form that says which apps are to be seen, and in which order. The address of the page has it too, so that it can
 * be handed on and outlives a reload.
 */

import { byId, element, show } from './dom.js';
import { SORTS } from './app-table.js';
import { Filter, STATES } from './store.js';

const FIELDS = ['q', 'stream', 'app', 'task', 'state'];

export class Filters {

	filter = new Filter();

	sort = { by: 'state', descending: false };

	#form = byId('filters');

	#changed;

	#options = '';

	constructor(changed) {
		this.#changed = changed;
		const address = new URLSearchParams(location.search);
		for (const field of FIELDS) {
			this.filter[field] = address.get(field) ?? '';
		}
		const [by, direction] = (address.get('sort') ?? '').split('.');
		if (SORTS.some(({ key }) => key === by)) {
			this.sort = { by, descending: direction === 'down' };
		}
		this.#form.q.value = this.filter.q;
		this.#form.sort.append(...SORTS.map(({ key, label }) => element('option', { value: key }, label)));
		this.#form.sort.value = this.sort.by;
		this.#form.addEventListener('input', () => this.#read());
		this.#form.addEventListener('submit', (event) => event.preventDefault());
		this.#form.addEventListener('reset', (event) => {
			event.preventDefault();
			this.clear();
			this.#form.q.focus();
		});
		addEventListener('keydown', (event) => {
			if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !document.querySelector('dialog[open]')
				&& !event.target.closest('input, select, textarea')) {
				event.preventDefault();
				this.#form.q.focus();
			}
		});
	}

	/** A click on the column that it is sorted by turns it round. */
	sortBy(by) {
		this.sort = { by, descending: this.sort.by === by && !this.sort.descending };
		this.#form.sort.value = by;
		this.#apply();
	}

	clear() {
		this.filter = new Filter();
		this.#write();
		this.#apply();
	}

	showState(state) {
		this.filter = new Filter();
		this.filter.state = state;
		this.#write();
		this.#apply();
		byId('apps').scrollIntoView();
		byId('apps').focus({ preventScroll: true });
	}

	/** Offers what there is to choose from. */
	offer(apps, pushes) {
		const all = [...apps, ...pushes];
		const offered = {
			stream: distinct(all.map(({ stream }) => stream)),
			app: distinct(all.map(({ name }) => name)),
			task: distinct(all.map(({ task }) => task)),
		};
		const states = new Map([...STATES.keys()].map((state) => [state, 0]));
		for (const { state } of apps) {
			states.set(state, states.get(state) + 1);
		}
		const key = JSON.stringify([offered, [...states]]);
		// Not under the fingers of somebody who is choosing.
		if (key === this.#options || document.activeElement instanceof HTMLSelectElement) {
			return;
		}
		this.#options = key;
		for (const [field, values] of Object.entries(offered)) {
			this.#fill(field, values.map((value) => [value, value]));
		}
		this.#fill('state', [...states].map(([state, number]) => [state, `${STATES.get(state).label} (${number})`]));
	}

	#fill(field, options) {
		const select = this.#form[field];
		const chosen = this.filter[field];
		if (chosen && !options.some(([value]) => value === chosen)) {
			options.push([chosen, chosen]);
		}
		select.replaceChildren(element('option', { value: '' }, 'All'), ...options.map(([value, label]) => element('option', { value }, label)));
		select.value = chosen;
		show(select.parentElement, field === 'state' || options.length > 0);
	}

	#read() {
		for (const field of FIELDS) {
			this.filter[field] = this.#form[field].value;
		}
		if (this.#form.sort.value !== this.sort.by) {
			this.sort = { by: this.#form.sort.value, descending: false };
		}
		this.#apply();
	}

	#write() {
		for (const field of FIELDS) {
			this.#form[field].value = this.filter[field];
		}
	}

	#apply() {
		const address = new URLSearchParams();
		for (const field of FIELDS) {
			if (this.filter[field]) {
				address.set(field, this.filter[field]);
			}
		}
		if (this.sort.by !== 'state' || this.sort.descending) {
			address.set('sort', this.sort.by + (this.sort.descending ? '.down' : ''));
		}
		const query = address.toString();
		history.replaceState(null, '', location.pathname + (query ? `?${query}` : '') + location.hash);
		show(byId('clear'), this.filter.isSet);
		this.#changed();
	}

}

function distinct(values) {
	return [...new Set(values.filter(Boolean))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
