"""Code names for cases: things of the outdoors, and nobody's given name; one that was used is never used again."""

import random
from collections.abc import Collection
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

# Left out on purpose: what people are called, first name or last (Heather, Rowan, Ash, Hill, Marsh), and what may
# sound like a trait or a verdict (Driftwood, Thunder, Nettle). River stays: it is our example.
NAMES = """Acorn Almond-tree Anchor Apple Apricot Autumn-leaf Barley Barn-door Beacon Beech-tree Birchwood Blackberry
Bluebell Bracken Bramble Breeze Bulb-field Bulrush Bumblebee Buttercup Butterfly Candle Canopy Catkin Cedar-tree
Chaffinch Chalk Chestnut Cloud Cloudberry Clover-field Cobble Cobweb Compass Conker Copse Cornfield Cornflower Cowslip
Creek Crocus Curlew Damson Dandelion Delta Dewdrop Dewpond Dogwood Dragonfly Dune Eiderdown Elder-tree Elderflower
Elm-tree Estuary Feather Fenland Firefly Fjord Flowerpot Footbridge Footpath Forest-edge Foxglove Garden-gate Glowworm
Goldfinch Gooseberry Gorse Granite Grassland Gravel Greenhouse Hawthorn Hayfield Haystack Hearth Heathland Hedgerow
Heron Hilltop Honeycomb Hopfield Horizon Horse-chestnut Inlet Jetty Kestrel Kingcup Kingfisher Kite-tail Knoll Lagoon
Lantern Lapwing Larch Leaflet Lemon-tree Lichen Lighthouse Lime-tree Lupin Mallow Maple-leaf Meadow Meadowsweet
Milestone Millwheel Moonlight Moorhen Moorland Mosaic Mountain Mulberry Nightingale Nuthatch Nutshell Oak-leaf
Oatfield Open-field Orchard Osprey Otter Oxbow Paddock Pathway Pear-tree Pebble Pine-cone Pinewood Plover Plum-tree
Pond-reed Poplar Quarry Quayside Quill Raindrop Rapids Raspberry Redstart Reed-bed Reservoir Ridge River
Riverbank Rockpool Rowing-boat Sailboat Saltmarsh Sandbank Sandpiper Sea-breeze Seagrass Seashell Sedge Shale Shingle
Shoreline Signal Silver-birch Skimming-stone Snowdrop Snowflake Sparrow Springtime Spruce Starling Stepping-stone
Strawberry Stream Sugar-beet Sunbeam Sundial Sunflower Sunrise Swallow Sycamore Teasel Thicket Thistle Tide Tideline
Timber Towpath Trail Tree-ring Treetop Tulip-field Turnstone Valley Vineyard Walled-garden Walnut Warbler Water-mill
Watercress Waterfall Waterlily Wave Weathervane Weir Wetland Wheatfield Whitethorn Wild-garlic Wildflower Windmill
Woodland Woodpecker Woodpile Yew-tree""".split()


class UsedName(SQLModel, table=True):
    """A code name that this community has had; it stays when the case is deleted, and says nothing of it."""

    __tablename__ = "used_name"

    community_id: UUID = Field(primary_key=True, foreign_key="community.id", ondelete="CASCADE")
    name: str = Field(primary_key=True, max_length=40)


def take(db: Session, community_id: UUID, chance: random.Random) -> str:
    """A name that this community never had, and from now on has had."""
    name = pick(used_in(db, community_id), chance)
    db.add(UsedName(community_id=community_id, name=name))
    return name


def used_in(db: Session, community_id: UUID) -> set[str]:
    """All names that this community has had, of cases that are there and of cases that are gone."""
    return set(db.exec(select(UsedName.name).where(UsedName.community_id == community_id)))


def used_in_each(db: Session, community_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """The same of several communities."""
    names: dict[UUID, set[str]] = {community_id: set() for community_id in community_ids}
    for used in db.exec(select(UsedName).where(col(UsedName.community_id).in_(names))):
        names[used.community_id].add(used.name)
    return names


def pick(used: Collection[str], chance: random.Random) -> str:
    """A name not yet used; when all are, the same names with a number."""
    number = 1
    while True:
        free = [name for name in _numbered(number) if name not in used]
        if free:
            return chance.choice(free)
        number += 1


def _numbered(number: int) -> list[str]:
    shown = [name.replace("-", " ") for name in NAMES]
    return shown if number == 1 else [f"{name} {number}" for name in shown]
