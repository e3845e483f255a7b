/*
 * What is wrong comes first, each with what to do.
 */

import { byId, element, show } from './dom.js';
import { ago, plural } from './format.js';

export class Problems {

	#drawn = '';

	#open;

	#filter;

	/**
	 * @param open called with the id of an app that was chosen
	 * @param filter called with a state of which all apps are to be shown
	 */
	constructor(open, filter) {
		this.#open = open;
		this.#filter = filter;
	}

	show(problems, apps) {
		const drawn = JSON.stringify(problems.map((problem) => [problem, problem.apps.map((id) => apps.get(id)?.name)]));
		if (drawn === this.#drawn) {
			return;
		}
		this.#drawn = drawn;
		show(byId('all-well'), problems.length === 0);
		const list = byId('problem-list');
		const focused = list.contains(document.activeElement) ? document.activeElement.textContent : null;
		list.replaceChildren(...problems.map((problem) => this.#item(problem, apps)));
		if (focused !== null) {
			[...list.querySelectorAll('button')].find((button) => button.textContent === focused)?.focus();
		}
	}

	#item(problem, apps) {
		const title = element('h3', {}, element('span', { class: 'visually-hidden' }, `${problem.severity}: `), problem.title);
		const head = element('div', { class: 'problem-head' }, title);
		if (problem.appCount > 0) {
			head.append(element('span', { class: 'badge' }, plural(problem.appCount, 'app')));
		}
		if (problem.lastSeen) {
			head.append(element('span', { class: 'muted' }, `last ${ago(problem.lastSeen)}`));
		}
		const item = element('li', { class: 'problem', 'data-severity': problem.severity }, head);
		if (problem.detail) {
			item.append(element('p', { class: 'detail' }, problem.detail));
		}
		item.append(element('p', { class: 'action' }, element('strong', {}, 'What to do: '), problem.action));
		if (problem.apps.length > 0) {
			item.append(this.#apps(problem, apps));
		}
		return item;
	}

	#apps(problem, apps) {
		const known = problem.apps.map((id) => apps.get(id)).filter(Boolean);
		const some = known.slice(0, 6);
		const chips = some.map((app) => element('button', { type: 'button', class: 'chip', title: app.subtitle,
			onclick: () => this.#open(app.id) }, distinct(app, some)));
		const rest = problem.appCount - chips.length;
		if (rest > 0) {
			const state = problem.kind === 'lost' ? 'lost' : (problem.severity === 'error' ? 'failing' : '');
			chips.push(element('button', { type: 'button', class: 'chip more', onclick: () => this.#filter(state) }, `${rest} more`));
		}
		return element('p', { class: 'chips' }, ...chips);
	}

}

/** Apps of the same name are told apart by the end of what else is known. */
function distinct(app, others) {
	const same = others.filter((other) => other.name === app.name).length > 1;
	return same ? `${app.name} ${app.subtitle.split(' · ').at(-1)}` : app.name;
}
