import { WiroError } from './wiroError';

/** A file in a form. Its bytes are read only while they are sent. */
export interface FormFile {
	/** With the extension that matches the content. */
	fileName: string;
	mimeType: string;
	/** Exactly the number of bytes that `open` gives. */
	sizeBytes: number;
	/** Opens the file from its start, as often as needed. Each chunk is a Uint8Array. */
	open: () => Promise<AsyncIterable<unknown>>;
}

/** The error of a file that could not be read to its end. The request was never complete. */
function unreadableFile(): WiroError {
	return new WiroError("The file could not be read from n8n's storage", {
		nextStep:
			'Run the node that makes the file again, in the same execution as this one. No task was started.',
	});
}

/** A file as axios expects it in a form: the parts of a Blob that it uses, but streamed. */
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

	/** Closes the file, even if it was not read to its end. */
	close(): void {
		for (const reading of this.readings) {
			// The form has been sent or has failed already, so an error here changes nothing.
			void reading.return(undefined).catch(() => undefined);
		}
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
			// The content length has already been sent.
			if (sent < this.size) throw this.fail();
		} finally {
			await source.return?.();
		}
	}

	private async orFailure<T>(step: Promise<T>): Promise<T> {
		try {
			return await step;
		} catch {
			throw this.fail();
		}
	}

	private fail(): WiroError {
		return (this.failure ??= unreadableFile());
	}
}

/**
 * A multipart form that is sent as a stream. axios streams whatever looks like a standard FormData
 * and adds the boundary and the length. The global FormData cannot be used: n8n takes it for an
 * empty object and drops it.
 */
export class MultipartForm {
	readonly [Symbol.toStringTag] = 'FormData';
	private readonly parts: Array<[name: string, value: string | StreamedFile]> = [];

	/** Adds a field, or a file. */
	append(name: string, value: string | FormFile): void {
		this.parts.push([name, typeof value === 'string' ? value : new StreamedFile(value)]);
	}

	/** The parts in the order of adding. */
	entries(): IterableIterator<[name: string, value: string | StreamedFile]> {
		return this.parts.values();
	}

	[Symbol.iterator](): IterableIterator<[name: string, value: string | StreamedFile]> {
		return this.entries();
	}

	/** Why a file could not be read to its end, whatever error the request ended with. */
	get failure(): WiroError | undefined {
		return this.files().find(({ failure }) => failure !== undefined)?.failure;
	}

	/** Closes the files once the request is over. */
	close(): void {
		for (const file of this.files()) file.close();
	}

	private files(): StreamedFile[] {
		return this.parts.flatMap(([, value]) => (typeof value === 'string' ? [] : [value]));
	}
}
