"""Neutral code names for cases: things of the outdoors, nobody's given name, nothing with a rank or a colour."""

import random
from collections.abc import Collection

NAMES = """Alder Anchor Apple Arch Autumn-leaf Barley Beacon Beech Birchwood Bluff Boulder Bramble Breeze Bridge Brook
Buttercup Canal Candle Cedar Chalk Chestnut Cloud Clover Cobble Compass Copse Coral Corn Cove Cowslip Creek Crocus
Current Dale Dandelion Delta Dew Dock Dune Eddy Elder Elm Ember Estuary Falcon Feather Fen Fern Field Finch Fjord
Flint Foghorn Ford Foxglove Gale Garden Gate Glade Glen Gorse Granite Gravel Grove Gull Harbour Harvest Hawthorn
Hearth Heath Heather Hedge Heron Hill Hollow Honeycomb Horizon Inlet Island Jetty Juniper Kestrel Kettle Kite Knoll
Lagoon Lake Lantern Larch Larkspur Lichen Lighthouse Lime Linden Loom Lupin Maple Marsh Meadow Mill Mist Moor Moss
Mountain Nest Nettle Oak Oar Oat Orbit Orchard Osprey Otter Owl Paddock Path Pebble Petal Pier Pine Plover Pond
Poplar Quarry Quay Quill Rain Rapids Reed Reef Ridge River Robin-song Rowan-tree Rye Sail Sandbank Sea Sedge Shale
Shell Shore Signal Silver-birch Skylark Slate Slope Snowdrop Sorrel Sparrow Spring Spruce Starling Stone Stream
Summit Sundial Swallow Swift Sycamore Teasel Tern Thicket Thistle Thrush Tide Timber Trail Tulip Valley Vine Walnut
Warbler Water-mill Waterfall Wave Weir Wharf Wheat Willow-tree Windmill Woodland Wren Yarrow Yew""".split()


def pick(taken: Collection[str], chance: random.Random) -> str:
    """A name not yet taken; when all are, the same names with a number."""
    number = 1
    while True:
        free = [name for name in _numbered(number) if name not in taken]
        if free:
            return chance.choice(free)
        number += 1


def _numbered(number: int) -> list[str]:
    shown = [name.replace("-", " ") for name in NAMES]
    return shown if number == 1 else [f"{name} {number}" for name in shown]
