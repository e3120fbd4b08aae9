"""Physical units: pint knows them, and this is the only module that knows pint.

Only single names are ever given to pint, never an expression, so it has nothing to evaluate. Its registry works in
``Fraction`` here, which makes its factors exact: a mile is 1609.344 m and a Fahrenheit degree 5/9 K. What has no exact
factor (anything with π or a logarithm in it, or a measured constant of nature) is refused.

Meanings kept from pint: a year is 365.25 days and a month a twelfth of it; a gallon, pint, quart, cup, bushel and
fluid ounce are those of the US; an ounce or pound is avoirdupois.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from service.domain.errors import Malformed
from service.domain.unit_definition import Definition, UnitKind

if TYPE_CHECKING:
    from pint import UnitRegistry

# pint's root units as dimensions, and what turns the root into the SI base unit. The few others (pixel, count, and
# the radian within a lumen) are dimensions under their own names.
BASES = {
    "meter": ("length", Fraction(1)),
    "gram": ("mass", Fraction(1, 1000)),
    "second": ("time", Fraction(1)),
    "ampere": ("current", Fraction(1)),
    "kelvin": ("temperature", Fraction(1)),
    "mole": ("substance", Fraction(1)),
    "candela": ("luminosity", Fraction(1)),
    "bit": ("information", Fraction(1)),
}

# Without an exact factor: built on π or a logarithm, or measured. A test derives the list anew from pint's definitions.
INEXACT = frozenset(
    """
    angstrom_star arcminute arcsecond atomic_mass_constant atomic_unit_of_current atomic_unit_of_electric_field
    atomic_unit_of_electric_field_gradient atomic_unit_of_force atomic_unit_of_intensity atomic_unit_of_temperature
    atomic_unit_of_time bohr bohr_magneton circular_mil classical_electron_radius coulomb_constant dalton decade decibel
    decibelmicrowatt decibelmilliwatt decibelwatt degree dirac_constant electron_g_factor electron_mass eulers_number
    fine_structure_constant first_radiation_constant foot_H2O_4C foot_H2O_60F foot_Hg_0C foot_Hg_32F foot_Hg_60F
    franklin gauss gilbert grade hartree impedance_of_free_space inch_H2O_4C inch_H2O_60F inch_Hg_0C inch_Hg_32F
    inch_Hg_60F lambert ln10 maxwell mercury_density_0C mercury_density_32F mercury_density_60F meter_H2O_4C
    meter_H2O_60F meter_Hg_0C meter_Hg_32F meter_Hg_60F mil milliarcsecond neper neutron_mass
    newtonian_constant_of_gravitation nuclear_magneton octave oersted parsec pi planck_current planck_length planck_mass
    planck_temperature planck_time proton_mass revolutions_per_minute revolutions_per_second rydberg rydberg_constant
    square_degree statampere statfarad stathenry statmho statohm stattesla statvolt statweber
    stefan_boltzmann_constant tansec thomson_cross_section turn unified_atomic_mass_unit unit_pole vacuum_permeability
    vacuum_permittivity water_density_4C water_density_60F wien_frequency_displacement_law_constant wien_u
    wien_wavelength_displacement_law_constant wien_x x_unit_Cu x_unit_Mo
    radian steradian rads
    """.split()
)

# Exact, but nobody who writes these names means what pint would read: bare constants (c, e, k, R), typographic points,
# a quarter of 28 pounds, a fifth of a gallon, "bag" and "count".
NOT_MEANT = frozenset(
    """
    speed_of_light planck_constant elementary_charge avogadro_number avogadro_constant boltzmann_constant
    molar_gas_constant faraday_constant conductance_quantum magnetic_flux_quantum josephson_constant
    von_klitzing_constant second_radiation_constant conventional_josephson_constant conventional_von_klitzing_constant
    conventional_water_density conventional_mercury_density zeta standard_gravity point quarter fifth shot bag particle
    count counts_per_second number_english number_meter percent permille ppm strain jute eon gamma_mass gamma lambda
    absorbance_unit refractive_index_unit sound_pressure_level
    """.split()
)

# What takes a prefix. pint puts one before anything, and would read "unit" as a micro-nit, "cat" as a hundredth of an
# atmosphere and "fly" as a femto-light-year.
PREFIXABLE = frozenset(
    """
    meter gram second ampere kelvin mole candela liter metric_ton hertz newton pascal joule watt coulomb volt farad ohm
    siemens weber tesla henry lumen lux becquerel gray sievert katal bit byte watt_hour electron_volt calorie bar molar
    volt_ampere ampere_hour curie ton_TNT poise tex pixel rem year
    """.split()
)
# A plural "s" makes a word of a symbol ("has", "as"), so of short ones only those that are really written.
SHORT_PLURALS = frozenset({"yds", "hrs", "yrs", "kms", "qts"})

# How the commonest are printed where pint's own symbol would puzzle a reader ("a" for a year) or is not one.
PRINTED = {
    "hour": "hour",
    "day": "day",
    "year": "year",
    "mile": "mile",
    "liter": "L",
    "cup": "cup",
    "micron": "micron",
    "dry_pint": "dry pint",
    "dry_quart": "dry quart",
    "dry_gallon": "dry gallon",
    "knot": "knot",
    "ton": "short ton",
    "long_ton": "long ton",
    "hundredweight": "short hundredweight",
    "nautical_mile": "nautical mile",
    "light_year": "light year",
    "square_foot": "square_foot",
    "degree_Fahrenheit": "°F",
    "delta_degree_Celsius": "delta_degC",
    "delta_degree_Fahrenheit": "delta_degF",
    "mile_per_hour": "mph",
}

_DIGITS = re.compile(r"[0-9]")
# Some of pint's tables fill as they are read, and the service reads them from several threads.
_lock = Lock()


@lru_cache(maxsize=1)
def _registry() -> UnitRegistry[Fraction]:
    # Imported here because it takes a quarter of a second, which a process without physical units need not spend.
    import pint

    # It warns of "dtex", which it lists both by itself and as a prefixed tex; they are the same.
    logging.getLogger("pint.util").setLevel(logging.ERROR)
    return pint.UnitRegistry(non_int_type=Fraction, cache_folder=None)


@lru_cache(maxsize=1)
def plain_names() -> frozenset[str]:
    """Every name that pint defines as it stands, without those made with a prefix."""
    with _lock:
        return frozenset(_registry())


@lru_cache(maxsize=4096)
def find_physical(name: str) -> Definition | None:
    """The physical unit called ``name``, or ``None``.

    Words are joined by a blank, as in "nautical mile". Raises :class:`Malformed` for a unit without an exact factor.
    """
    joined = name.replace(" ", "_")
    if joined != name and name.startswith(("square ", "cubic ", "sq ", "cu ")):
        # A power of a unit, so that it cancels with that unit, not the unit that pint has for some of them.
        return None
    if joined != name and joined.removesuffix("s") not in plain_names() and joined not in plain_names():
        return None
    canonical = _canonical(joined)
    if canonical is None and len(joined) >= 4:
        # Long names are words, and words may be capitalised; symbols may not (MW is no mW).
        lowered = joined.lower()
        canonical = _canonical(lowered) if lowered != joined else None
    if canonical is None:
        return None
    prefix, base = canonical
    if base in INEXACT:
        raise Malformed(
            f'"{name}" has no exact factor to other units (it rests on π, a logarithm or a measured constant);'
            " figures are compared exactly, so give the figure in another unit"
        )
    return _define(prefix + base)


def _canonical(name: str) -> tuple[str, str] | None:
    with _lock:
        found = _registry().parse_unit_name(name)
    for prefix, base, plural in found:
        # "kilometer_per_second" is a name of its own, though it looks like one with a prefix.
        if base in NOT_MEANT or (prefix and base not in PREFIXABLE and prefix + base not in plain_names()):
            continue
        if plural and len(name) < 4 and name not in SHORT_PLURALS:
            continue
        return prefix, base
    return None


@lru_cache(maxsize=4096)
def _define(canonical: str) -> Definition:
    """The definition of pint's own long name."""
    with _lock:
        registry = _registry()
        zero = registry.Quantity(Fraction(0), canonical).to_root_units()
        one = registry.Quantity(Fraction(1), canonical).to_root_units()
    offset = Fraction(zero.magnitude)
    factor = Fraction(one.magnitude) - offset
    dimension: list[tuple[str, int]] = []
    for root, exponent in one.unit_items():
        base, scale = BASES.get(str(root), (str(root), Fraction(1)))
        power = int(str(exponent))
        factor *= scale**power
        offset *= scale**power
        dimension.append((base, power))
    return Definition(_symbol(canonical), UnitKind.PHYSICAL, tuple(sorted(dimension)), factor, offset)


def _symbol(canonical: str) -> str:
    """The shortest spelling that leads back to the same unit ("kt" would lead to knots, not kilotonnes)."""
    if canonical in PRINTED:
        return PRINTED[canonical]
    with _lock:
        # Releases of pint differ in which of the two mu characters they print.
        symbol = str(_registry().get_symbol(canonical)).replace("\N{GREEK SMALL LETTER MU}", "\N{MICRO SIGN}")
    back = _canonical(symbol)
    # A digit at the end would read as an exponent.
    return symbol if back and "".join(back) == canonical and not _DIGITS.search(symbol) else canonical


def catalogue(prefixed: Mapping[str, tuple[str, ...]]) -> list[tuple[str, tuple[str, ...]]]:
    """The long names of pint with their other names, and those of ``prefixed`` with each of the prefixes given."""
    with _lock:
        registry = _registry()
        others: dict[str, list[str]] = {}
        for name in sorted(registry):
            found = registry.parse_unit_name(name)
            # A prefix is in the way where a name was defined with it ("kilometer_per_hour" is fine, "kilogram" twice).
            if found and not found[0][0]:
                others.setdefault(found[0][1], []).append(name)
    listed = []
    for base, names in others.items():
        listed.append((base, tuple(name for name in names if name != base)))
        listed.extend((prefix + base, ()) for prefix in prefixed.get(base, ()))
    return listed
