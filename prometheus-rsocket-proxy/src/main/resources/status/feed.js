/*
 * Keeps the store up to date: by server-sent events, or, where those do not get through, by asking again.
 */

import { proxyTimeIs } from './format.js';

/** The proxy says something every ten seconds at least. */
const SILENCE_MILLISECONDS = 35_000;

const RETRY_MILLISECONDS = 15_000;

/** A page that nobody sees is not kept up to date for ever. */
const HIDDEN_MILLISECONDS = 60_000;

export class Feed {

	#store;

	#changed;

	#stateChanged;

	#source = null;

	#retry = 0;

	#hidden = 0;

	#heard = 0;

	#paused = false;

	/**
	 * @param store what to keep up to date
	 * @param changed called when it has changed
	 * @param stateChanged called with live, reconnecting, polling, unreachable or paused
	 */
	constructor(store, changed, stateChanged) {
		this.#store = store;
		this.#changed = changed;
		this.#stateChanged = stateChanged;
		document.addEventListener('visibilitychange', () => this.#visibilityChanged());
		setInterval(() => this.#checkSilence(), 5000);
	}

	start() {
		this.#paused = false;
		this.#connect();
	}

	pause() {
		this.#paused = true;
		this.#disconnect();
		this.#stateChanged('paused');
	}

	#connect() {
		this.#disconnect();
		if (this.#paused) {
			return;
		}
		this.#heard = Date.now();
		const source = new EventSource('status/events');
		this.#source = source;
		this.#on('summary', (data) => this.#store.summary(data));
		this.#on('timeline', (data) => this.#store.addTimeline(data));
		this.#on('apps', (data) => this.#store.changeApps(data));
		this.#on('pushes', (data) => this.#store.changePushes(data));
		this.#on('beat', () => {});
		source.addEventListener('error', () => {
			if (source.readyState === EventSource.CLOSED) {
				this.#ask();
			}
			else {
				this.#stateChanged('reconnecting');
			}
		});
	}

	#on(event, take) {
		this.#source.addEventListener(event, (message) => {
			const data = JSON.parse(message.data);
			this.#heard = Date.now();
			if (data.time) {
				proxyTimeIs(data.time);
			}
			take(data);
			this.#stateChanged('live');
			this.#changed(event);
		});
	}

	#disconnect() {
		clearTimeout(this.#retry);
		this.#source?.close();
		this.#source = null;
	}

	/** Once, and then tries to be told again. */
	async #ask() {
		this.#disconnect();
		this.#retry = setTimeout(() => this.#connect(), RETRY_MILLISECONDS);
		try {
			const answer = await fetch('status', { cache: 'no-store' });
			if (!answer.ok) {
				throw new Error(`${answer.status}`);
			}
			const status = await answer.json();
			proxyTimeIs(status.time);
			this.#store.all(status);
			this.#stateChanged('polling');
			this.#changed('all');
		}
		catch {
			this.#stateChanged('unreachable');
		}
	}

	#checkSilence() {
		if (this.#source && Date.now() - this.#heard > SILENCE_MILLISECONDS) {
			this.#stateChanged('reconnecting');
			this.#connect();
		}
	}

	#visibilityChanged() {
		clearTimeout(this.#hidden);
		if (document.hidden) {
			this.#hidden = setTimeout(() => this.#disconnect(), HIDDEN_MILLISECONDS);
		}
		else if (!this.#source && !this.#paused) {
			this.#connect();
		}
	}

}
