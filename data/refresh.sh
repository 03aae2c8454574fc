#!/usr/bin/env bash
# Brings the pinned lists of this folder to a version of their packages and writes versions and checksums into
# README.md. Needs npm and node, and for the holidays python3 with pip.
#
#   data/refresh.sh                        the versions that README.md names, again: nothing may change
#   data/refresh.sh crawlers 1.61.0        another version of the crawler list
#   data/refresh.sh geo 2.4.2027010100     another version of the country database
#   data/refresh.sh holidays 0.109         another version of the public holidays
#
# Look at the difference and run the tests before committing: the lists decide who counts as a person.
set -euo pipefail
cd "$(dirname "$0")"

crawlers_package=crawler-user-agents
geo_package=@ip-location-db/geo-whois-asn-country-mmdb
holidays_package=holidays

# The row of README.md's table for a file: | file | package | version | licence | sha256 |
version_of() { awk -F'|' -v file="\`$1\`" '{ gsub(/ /, "", $2) } $2 == file { gsub(/ /, "", $4); print $4 }' README.md; }

record() { # file version
    local sum
    sum=$(sha256sum "$1" | cut -d' ' -f1)
    awk -F'|' -v OFS='|' -v file="\`$1\`" -v version="$2" -v sum="$sum" '
        { name = $2; gsub(/ /, "", name) }
        name == file { $4 = " " version " "; $6 = " `" sum "` " }
        { print }' README.md > README.md.new
    mv README.md.new README.md
    echo "$1: version $2, sha256 $sum"
}

unpack() { # package version; prints the folder
    local folder
    folder=$(mktemp -d)
    (cd "$folder" && npm pack --silent "$1@$2" > /dev/null && tar xzf ./*.tgz)
    echo "$folder/package"
}

crawlers() {
    local folder
    folder=$(unpack "$crawlers_package" "$1")
    node -e '
        const [, list, version] = process.argv;
        const entries = JSON.parse(require("fs").readFileSync(list, "utf8"));
        const lines = entries.map((entry) => entry.pattern + "\t" + (entry.tags || []).join(","));
        console.log("# Made by data/refresh.sh from the npm package crawler-user-agents " + version + " (MIT): pattern, tab, tags.");
        console.log(lines.join("\n"));
    ' "$folder/crawler-user-agents.json" "$1" > crawlers/crawler-user-agents.txt
    cp "$folder/LICENSE" crawlers/LICENSE
    record crawlers/crawler-user-agents.txt "$1"
}

geo() {
    local folder
    folder=$(unpack "$geo_package" "$1")
    cp "$folder/geo-whois-asn-country.mmdb" geo/geo-whois-asn-country.mmdb
    record geo/geo-whois-asn-country.mmdb "$1"
}

holidays() {
    local folder
    folder=$(mktemp -d)
    python3 -m venv "$folder"
    "$folder/bin/pip" install --quiet "$holidays_package==$1"
    "$folder/bin/python" holidays/make.py > holidays/public-holidays.tsv
    cp "$folder"/lib/python3*/site-packages/holidays-"$1".dist-info/licenses/LICENSE holidays/LICENSE
    record holidays/public-holidays.tsv "$1"
}

case "${1:-all}" in
    crawlers) crawlers "${2:?which version?}" ;;
    geo) geo "${2:?which version?}" ;;
    holidays) holidays "${2:?which version?}" ;;
    all)
        crawlers "$(version_of crawlers/crawler-user-agents.txt)"
        geo "$(version_of geo/geo-whois-asn-country.mmdb)"
        holidays "$(version_of holidays/public-holidays.tsv)"
        ;;
    *)
        echo "usage: data/refresh.sh [crawlers VERSION | geo VERSION | holidays VERSION]" >&2
        exit 2
        ;;
esac
