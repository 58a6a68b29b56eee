"""What the store sells: kinds of goods, what they cost about, and the options they come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goods:
    """A kind of goods.

    Attributes:
        name: The product's name.
        price: What an item costs about, in dollars.
        options: Possible values by option.
    """

    name: str
    price: float
    options: Mapping[str, tuple[str, ...]]


_TABLE = """
Rain Jacket         | 89  | color: navy, olive, mustard, black; size: XS, S, M, L, XL; lining: mesh, fleece
Wool Sweater        | 74  | color: cream, charcoal, forest green, burgundy; size: S, M, L, XL; neck: round, roll, V
Linen Shirt         | 58  | color: white, sky blue, sand; size: S, M, L, XL, XXL; sleeve: short, long
Denim Jeans         | 66  | wash: dark, medium, light; waist: 28, 30, 32, 34, 36; fit: slim, straight, relaxed
Trail Shoes         | 118 | color: grey, orange, teal; size: 6, 7, 8, 9, 10, 11; sole: grip, cushioned
Leather Belt        | 39  | color: tan, brown, black; length: 85cm, 95cm, 105cm; buckle: brass, steel
Winter Gloves       | 34  | color: black, red, grey; size: S, M, L; touchscreen: yes, no
Sun Hat             | 28  | color: straw, white, navy; size: 56cm, 58cm, 60cm; brim: narrow, wide
Swim Goggles        | 24  | lens: clear, smoke, mirror; strap: silicone, elastic; fit: junior, adult
Ski Helmet          | 129 | color: matte black, white, cobalt; size: S, M, L; visor: none, clear, tinted
Travel Duffel       | 96  | color: black, khaki, plum; capacity: 35L, 50L, 70L; wheels: yes, no
Messenger Bag       | 84  | material: canvas, leather, nylon; color: black, brown, slate; laptop sleeve: 13in, 15in
Umbrella            | 27  | color: black, yellow, checked; opening: manual, automatic; size: compact, full
Alarm Clock         | 32  | display: analog, digital; color: white, walnut, mint; power: battery, USB
Table Lamp          | 61  | shade: linen, glass, metal; base: oak, marble, brass; bulb: E14, E27
Floor Mirror        | 149 | frame: oak, black, gold; height: 140cm, 160cm, 180cm; shape: arched, rectangular
Throw Blanket       | 46  | material: wool, cotton, fleece; color: rust, ivory, sage; size: 120x150cm, 150x200cm
Memory Foam Pillow  | 52  | height: low, medium, high; cover: bamboo, cotton; size: standard, queen
Bath Towel Set      | 44  | color: white, sea green, stone, rose; pieces: 2, 4, 6; weight: light, plush
Shower Curtain      | 26  | pattern: plain, leaves, waves; length: 180cm, 200cm; material: polyester, hemp
Storage Basket      | 31  | material: rattan, felt, wire; size: S, M, L; lid: yes, no
Folding Chair       | 57  | material: beech, steel, aluminum; color: natural, black, white; cushion: yes, no
Standing Desk       | 429 | top: oak, white, walnut; width: 120cm, 140cm, 160cm; drive: single motor, dual motor
Bar Stool           | 98  | seat: leather, fabric, wood; height: 65cm, 75cm; color: black, cognac, green
Shoe Rack           | 49  | tiers: 2, 3, 4; material: bamboo, metal; width: 60cm, 80cm
Cast Iron Skillet   | 42  | diameter: 20cm, 26cm, 30cm; finish: raw, enamel; lid: none, glass
Chef Knife          | 79  | blade: 16cm, 20cm, 24cm; steel: carbon, stainless, damascus; handle: pakka, resin
Cutting Board       | 36  | material: maple, bamboo, rubber; size: S, M, L; groove: yes, no
Stand Mixer         | 289 | color: red, cream, black, pistachio; bowl: 4L, 5L, 6.5L; attachments: 3, 5
Hand Blender        | 54  | power: 600W, 800W, 1000W; shaft: steel, plastic; set: basic, complete
Toaster             | 48  | slots: 2, 4; color: steel, black, sky blue; defrost: yes, no
Rice Cooker         | 72  | capacity: 1L, 1.8L, 3L; type: basic, induction; color: white, black
Waffle Maker        | 45  | shape: heart, square, round; plates: fixed, removable; color: black, silver
Thermos Flask       | 33  | capacity: 500ml, 750ml, 1L; color: steel, moss, coral; cup: one, two
Lunch Box           | 22  | compartments: 1, 2, 3; material: steel, glass, plastic; color: blue, green, pink
Spice Rack          | 38  | jars: 12, 16, 20; mount: wall, counter, drawer; material: bamboo, steel
Wine Glass Set      | 47  | glasses: 2, 4, 6; type: red, white, universal; stem: long, short
Electric Shaver     | 112 | heads: 3, 4, 5; use: dry, wet and dry; station: none, charging, cleaning
Hair Dryer          | 68  | power: 1600W, 2000W, 2400W; color: white, black, rose; diffuser: yes, no
Massage Gun         | 107 | speeds: 3, 5, 8; heads: 4, 6; color: grey, black
Bathroom Scale      | 37  | platform: glass, bamboo; units: kg, lb, both; app: yes, no
Foam Roller         | 29  | length: 30cm, 45cm, 90cm; density: soft, medium, firm; color: black, blue
Resistance Bands    | 25  | set: 3, 5, 11; material: latex, fabric; door anchor: yes, no
Kettlebell          | 59  | weight: 8kg, 12kg, 16kg, 20kg, 24kg; coating: vinyl, powder; handle: wide, standard
Jump Rope           | 19  | length: 2.5m, 3m; cable: steel, PVC; handles: foam, wood, aluminum
Camping Tent        | 219 | persons: 2, 3, 4; season: three, four; color: green, orange
Sleeping Bag        | 92  | comfort: 10C, 0C, -10C; filling: down, synthetic; zip side: left, right
Camp Stove          | 63  | burners: 1, 2; fuel: gas, multi-fuel, alcohol; windscreen: yes, no
Headlamp            | 41  | lumens: 200, 400, 800; power: AAA, rechargeable; beam: spot, flood, both
Binoculars          | 138 | magnification: 8x, 10x, 12x; lens: 25mm, 32mm, 42mm; waterproof: yes, no
Bike Lock           | 53  | type: chain, U-lock, folding; key: key, code; length: 85cm, 110cm
Garden Shears       | 35  | blade: straight, wavy; grip: rubber, wood; length: 50cm, 70cm
Plant Pot           | 21  | material: terracotta, ceramic, zinc; diameter: 14cm, 18cm, 24cm; saucer: yes, no
Cordless Drill      | 124 | voltage: 12V, 18V, 20V; batteries: 1, 2; case: bag, hard case
Tool Set            | 87  | pieces: 40, 78, 120; steel: chrome, vanadium; box: plastic, metal
Board Game          | 38  | players: 2, 2-4, 3-6; edition: standard, deluxe; language: English, Spanish, French
Wooden Train Set    | 55  | pieces: 30, 60, 90; bridge: yes, no; engine: push, battery
Watercolor Set      | 43  | colors: 12, 24, 36; form: pans, tubes; brush: none, travel, round
Fountain Pen        | 67  | nib: EF, F, M, B; color: black, petrol, silver; filling: cartridge, piston
Monitor             | 312 | diagonal: 24in, 27in, 32in; resolution: 1080p, 1440p, 4K; stand: tilt, height adjustable
Webcam              | 78  | resolution: 1080p, 1440p, 4K; microphone: mono, stereo; cover: yes, no
USB Hub             | 36  | ports: 4, 7, 10; plug: USB-A, USB-C; power supply: yes, no
External SSD        | 134 | capacity: 500GB, 1TB, 2TB, 4TB; speed: 1000MB/s, 2000MB/s; color: grey, blue
Wi-Fi Router        | 143 | standard: Wi-Fi 6, Wi-Fi 6E, Wi-Fi 7; ports: 2, 4; mesh: yes, no
Soundbar            | 238 | channels: 2.0, 2.1, 5.1; subwoofer: none, wired, wireless; color: black, white
Projector           | 534 | resolution: 720p, 1080p, 4K; lumens: 400, 900, 2000; battery: yes, no
"""


def _read(line: str) -> Goods:
    name, price, options = (part.strip() for part in line.split("|"))
    axes = (axis.split(": ") for axis in options.split("; "))
    return Goods(name, float(price), {axis: tuple(values.split(", ")) for axis, values in axes})


GOODS: tuple[Goods, ...] = tuple(_read(line) for line in _TABLE.strip().splitlines())
"""Every kind of goods."""
