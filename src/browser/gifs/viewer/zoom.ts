const MAX_SCALE = 8;
const TAP_SCALE = 2.5;
/** A stroke that is shorter is a click. */
const CLICK_PX = 6;

interface Point {
  x: number;
  y: number;
}

/** Click, wheel or two fingers make the picture larger; then it is dragged about. */
export class Zoom {
  readonly #image: HTMLElement;
  readonly #pointers = new Map<number, Point>();
  #scale = 1;
  #offset: Point = { x: 0, y: 0 };
  #moved = 0;

  constructor(image: HTMLElement) {
    this.#image = image;
    image.addEventListener("pointerdown", (event) => this.#onDown(event));
    image.addEventListener("pointermove", (event) => this.#onMove(event));
    for (const type of ["pointerup", "pointercancel"] as const)
      image.addEventListener(type, (event) => this.#pointers.delete(event.pointerId));
    image.addEventListener("click", ({ clientX: x, clientY: y }) => {
      if (this.#moved <= CLICK_PX) this.#zoomAt({ x, y }, this.isZoomed ? 1 : TAP_SCALE);
    });
    image.addEventListener("dragstart", (event) => event.preventDefault());
    image.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this.#zoomAt({ x: event.clientX, y: event.clientY }, this.#scale * 1.002 ** -event.deltaY);
      },
      { passive: false },
    );
  }

  get isZoomed(): boolean {
    return this.#scale > 1;
  }

  /** By the keys + and -. */
  zoomBy(factor: number): void {
    const { left, top, width, height } = this.#image.getBoundingClientRect();
    this.#zoomAt({ x: left + width / 2, y: top + height / 2 }, this.#scale * factor);
  }

  #onDown(event: PointerEvent): void {
    if (!this.#pointers.size) this.#moved = 0;
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.isZoomed) this.#image.setPointerCapture(event.pointerId);
  }

  #onMove(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, now);
    this.#moved += Math.hypot(now.x - before.x, now.y - before.y);
    if (other) this.#pinch(before, now, other);
    else if (this.isZoomed) this.#moveBy(now.x - before.x, now.y - before.y);
  }

  #pinch(before: Point, now: Point, other: Point): void {
    const [old, wanted] = [before, now].map(({ x, y }) => Math.hypot(x - other.x, y - other.y));
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    if (old && wanted) this.#zoomAt(middle, (this.#scale * wanted) / old);
  }

  #zoomAt({ x, y }: Point, wanted: number): void {
    const scale = Math.min(MAX_SCALE, Math.max(1, wanted));
    const { left, top, width, height } = this.#image.getBoundingClientRect();
    const growth = 1 - scale / this.#scale;
    const [toX, toY] = [x - (left + width / 2), y - (top + height / 2)];
    this.#scale = scale;
    this.#moveBy(toX * growth, toY * growth);
  }

  #moveBy(x: number, y: number): void {
    const { offsetWidth, offsetHeight } = this.#image;
    const bound = (value: number, size: number) => {
      const most = (size * (this.#scale - 1)) / 2;
      return Math.min(most, Math.max(-most, value));
    };
    this.#offset = { x: bound(this.#offset.x + x, offsetWidth), y: bound(this.#offset.y + y, offsetHeight) };
    this.#image.style.translate = `${this.#offset.x}px ${this.#offset.y}px`;
    this.#image.style.scale = String(this.#scale);
    this.#image.classList.toggle("zoomed", this.isZoomed);
  }
}
