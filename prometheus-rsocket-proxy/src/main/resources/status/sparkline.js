/*
 * How long an app took in its last scrapes, as small as a word.
 */

import { setAttribute, svg } from './dom.js';
import { duration, plural } from './format.js';

const WIDTH = 120;
const HEIGHT = 24;
const PLACES = 30;
const STEP = WIDTH / (PLACES - 1);

export class Sparkline {

	#line = svg('path', { class: 'spark-line' });

	#failures = svg('path', { class: 'spark-failures' });

	#drawn = null;

	element = svg('svg', { class: 'spark', viewBox: `-2 -2 ${WIDTH + 4} ${HEIGHT + 4}`, role: 'img' }, this.#line, this.#failures);

	/**
	 * @param durations seconds, the oldest one first; null for a scrape that failed
	 */
	draw(durations) {
		if (durations === this.#drawn) {
			return;
		}
		this.#drawn = durations;
		const known = durations.filter((value) => value !== null);
		const most = Math.max(...known, 0.001);
		const x = (index) => ((PLACES - durations.length + index) * STEP).toFixed(1);
		let line = '';
		let failures = '';
		let open = false;
		durations.forEach((value, index) => {
			if (value === null) {
				failures += `M${x(index)} 0V${HEIGHT}`;
				open = false;
			}
			else {
				const y = (HEIGHT - (value / most) * (HEIGHT - 2)).toFixed(1);
				line += open ? `L${x(index)} ${y}` : `M${x(index)} ${y}h0.01`;
				open = true;
			}
		});
		this.#line.setAttribute('d', line);
		this.#failures.setAttribute('d', failures);
		setAttribute(this.element, 'aria-label', describe(durations, known));
	}

}

function describe(durations, known) {
	if (durations.length === 0) {
		return 'No scrapes yet';
	}
	const failed = durations.length - known.length;
	const range = known.length > 0 ? `${duration(Math.min(...known))} to ${duration(Math.max(...known))}` : 'no answer';
	return `Last ${plural(durations.length, 'scrape')}: ${range}${failed > 0 ? `, ${failed} failed` : ''}`;
}
