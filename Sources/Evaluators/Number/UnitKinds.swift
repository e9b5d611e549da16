/// Units by kind: spellings set apart by blanks (`_` for a blank within one), and their size in the kind's base unit
/// as a fraction. **Source:** SI brochure, 9th edition; the yard and pound of 1959; IEC 80000-13 for bytes.
let unitKinds: [[(names: String, above: Int, below: Int)]] = [
    // Length, in metres.
    [
        ("nm nanometre nanometres nanometer nanometers", 1, 1_000_000_000),
        ("µm μm um micrometre micrometres micrometer micrometers", 1, 1_000_000),
        ("mm millimetre millimetres millimeter millimeters", 1, 1000),
        ("cm centimetre centimetres centimeter centimeters", 1, 100),
        ("dm decimetre decimetres decimeter decimeters", 1, 10), ("m metre metres meter meters", 1, 1),
        ("km kilometre kilometres kilometer kilometers", 1000, 1), ("in inch inches", 254, 10_000),
        ("ft foot feet", 3048, 10_000), ("yd yard yards", 9144, 10_000), ("mi mile miles", 1_609_344, 1000),
        ("nmi nautical_mile nautical_miles", 1852, 1),
    ],
    // Area, in square metres.
    [
        ("mm2 mm^2 mm²", 1, 1_000_000), ("cm2 cm^2 cm² square_centimetres square_centimeters", 1, 10_000),
        ("m2 m^2 m² sqm square_metre square_metres square_meter square_meters", 1, 1),
        ("km2 km^2 km² square_kilometre square_kilometres square_kilometer square_kilometers", 1_000_000, 1),
        ("ha hectare hectares", 10_000, 1), ("acre acres", 40_468_564_224, 10_000_000),
        ("ft2 ft^2 ft² square_foot square_feet", 9_290_304, 100_000_000),
    ],
    // Volume, in litres.
    [
        ("ml mL millilitre millilitres milliliter milliliters cm3 cm^3 cm³", 1, 1000),
        ("cl cL centilitre centilitres", 1, 100),
        ("dl dL decilitre decilitres", 1, 10), ("l L litre litres liter liters dm3 dm^3 dm³", 1, 1),
        ("m3 m^3 m³ cubic_metre cubic_metres cubic_meter cubic_meters", 1000, 1),
        ("gal gallon gallons", 3_785_411_784, 1_000_000_000),
    ],
    // Mass, in kilograms.
    [
        ("µg μg microgram micrograms", 1, 1_000_000_000), ("mg milligram milligrams", 1, 1_000_000),
        ("g gram grams", 1, 1000), ("kg kilo kilos kilogram kilograms kilogramme kilogrammes", 1, 1),
        ("t tonne tonnes", 1000, 1), ("lb lbs pound pounds", 45_359_237, 100_000_000),
        ("oz ounce ounces", 28_349_523_125, 1_000_000_000_000),
    ],
    // Time, in seconds.
    [
        ("ns nanosecond nanoseconds", 1, 1_000_000_000), ("µs μs us microsecond microseconds", 1, 1_000_000),
        ("ms millisecond milliseconds", 1, 1000), ("s sec secs second seconds", 1, 1),
        ("min mins minute minutes", 60, 1), ("h hr hrs hour hours", 3600, 1), ("d day days", 86_400, 1),
        ("week weeks", 604_800, 1),
    ],
    // Speed, in metres a second.
    [
        ("m/s mps", 1, 1), ("km/h kmh kph", 5, 18), ("mph mi/h", 1_609_344, 3_600_000), ("kn knot knots", 1852, 3600),
    ],
    // Data, in bytes.
    [
        ("bit bits", 1, 8), ("B byte bytes", 1, 1), ("kB KB kilobyte kilobytes", 1000, 1),
        ("MB megabyte megabytes", 1_000_000, 1), ("GB gigabyte gigabytes", 1_000_000_000, 1),
        ("TB terabyte terabytes", 1_000_000_000_000, 1), ("KiB kibibyte kibibytes", 1024, 1),
        ("MiB mebibyte mebibytes", 1 << 20, 1), ("GiB gibibyte gibibytes", 1 << 30, 1),
        ("TiB tebibyte tebibytes", 1 << 40, 1),
    ],
    // Energy, in joules, and power, in watts.
    [
        ("J joule joules", 1, 1), ("kJ kilojoule kilojoules", 1000, 1), ("MJ", 1_000_000, 1), ("Wh", 3600, 1),
        ("kWh", 3_600_000, 1),
    ],
    [("W watt watts", 1, 1), ("kW kilowatt kilowatts", 1000, 1), ("MW megawatt megawatts", 1_000_000, 1)],
    // Currencies turn into nothing but their own names.
    [("$ USD dollar dollars", 1, 1)], [("€ EUR euro euros", 1, 1)], [("£ GBP", 1, 1)], [("¥ JPY yen", 1, 1)],
    [("₹ INR rupee rupees", 1, 1)], [("CHF franc francs", 1, 1)],
]
