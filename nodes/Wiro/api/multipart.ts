import { outcomeOf, WiroError } from './wiroError';

/** A file that travels in a form. Its bytes are read only while they are sent. */
export interface FormFile {
	/** With the extension that fits the bytes. */
	fileName: string;
	mimeType: string;
	/** Exactly as many bytes as `open` gives. */
	sizeBytes: number;
	/** Opens the file from its start, as often as it is called; each chunk is a Uint8Array. */
	open: () => Promise<AsyncIterable<unknown>>;
}

/** The error of a file that broke off while it was sent: the request never became whole. */
function unreadableFile(): WiroError {
	return new WiroError("The image file could not be read from n8n's storage", {
		nextStep:
			'Run the node that makes the file again, in the same execution as this one. No task was started.',
	});
}

/** A file as axios expects it in a form: what it reads of a Blob, but as a stream. */
class StreamedFile {
	readonly name: string;
	readonly type: string;
	readonly size: number;
	/** Why the file could not be read to its end. */
	failure?: WiroError;
	private readonly readings: Array<AsyncGenerator<Uint8Array>> = [];

	constructor(private readonly file: FormFile) {
		this.name = file.fileName;
		this.type = file.mimeType;
		this.size = file.sizeBytes;
	}

	stream(): AsyncIterable<Uint8Array> {
		const reading = this.read();
		this.readings.push(reading);
		return reading;
	}

	/** Lets go of the file, however far it has been read. */
	close(): void {
		for (const reading of this.readings)
			void outcomeOf(async () => await reading.return(undefined));
	}

	private async *read(): AsyncGenerator<Uint8Array> {
		const source = (await this.orFailure(this.file.open()))[Symbol.asyncIterator]();
		let sent = 0;
		try {
			for (;;) {
				const step: IteratorResult<unknown, unknown> = await this.orFailure(source.next());
				if (step.done === true) break;
				const { value } = step;
				if (!(value instanceof Uint8Array)) throw this.fail();
				sent += value.byteLength;
				if (sent > this.size) throw this.fail();
				yield value;
			}
			// The length has been announced already.
			if (sent < this.size) throw this.fail();
		} finally {
			await source.return?.();
		}
	}

	private async orFailure<T>(step: Promise<T>): Promise<T> {
		const outcome = await outcomeOf(async () => await step);
		if (outcome.ok) return outcome.value;
		throw this.fail();
	}

	private fail(): WiroError {
		return (this.failure ??= unreadableFile());
	}
}

/**
 * A multipart form that is sent as a stream. n8n drops an empty object as a body and hands any other
 * to axios, which streams whatever looks like a standard FormData, and adds the boundary and the
 * length itself. The global FormData would do for axios, but counts as empty for n8n.
 */
export class MultipartForm {
	readonly [Symbol.toStringTag] = 'FormData';
	private readonly parts: Array<[name: string, value: string | StreamedFile]> = [];

	/** Adds a field, or a file. */
	append(name: string, value: string | FormFile): void {
		this.parts.push([name, typeof value === 'string' ? value : new StreamedFile(value)]);
	}

	/** The parts in the order in which they were added. */
	entries(): IterableIterator<[name: string, value: string | StreamedFile]> {
		return this.parts.values();
	}

	[Symbol.iterator](): IterableIterator<[name: string, value: string | StreamedFile]> {
		return this.entries();
	}

	/** Why a file could not be read to its end, whatever the sending made of that. */
	get failure(): WiroError | undefined {
		return this.files().find(({ failure }) => failure !== undefined)?.failure;
	}

	/** Lets go of the files once the form was sent. */
	close(): void {
		for (const file of this.files()) file.close();
	}

	private files(): StreamedFile[] {
		return this.parts.flatMap(([, value]) => (typeof value === 'string' ? [] : [value]));
	}
}
