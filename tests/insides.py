"""Addresses that hostile records name to reach what is not the world's, in the forms that are known."""

from collections.abc import Mapping, Sequence

PUBLIC = "93.184.215.14"

_LITERALS = """
    127.0.0.1 127.1 127.0.1 127.127.127.127 2130706433 0x7f000001 0x7f.0.0.1 0x7f.1 0177.0.0.1 0177.1 017700000001
    0x7F.0x00.0x00.0x01 127.0.0.01 127.000.000.001 00000177.0.0.1 0x0000007f.1 127.0x0.0.1 0 0.0.0.0 0.0 00 0x0
    10.0.0.1 10.1 167772161 0x0a000001 012.0.0.1 100.64.0.1 100.100.100.200 169.254.169.254 169.254.43518
    2852039166 0xa9fea9fe 0xA9.0xFE.0xA9.0xFE 0251.0376.0251.0376 0251.254.169.254 169.254.169.254. 168.63.129.16
    172.16.0.1 172.31.255.255 2886729729 192.168.0.1 192.168.1 0xc0a80001 3232235521 192.0.0.192 192.0.2.1
    192.88.99.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
    4294967295 4294967296 18446744071562067969 127.0.0.1.0 256.256.256.256 1.2.3
    [::1] [::] [0:0:0:0:0:0:0:1] [0000::0001] [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:0:127.0.0.1]
    [0:0:0:0:0:ffff:127.0.0.1] [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [::127.0.0.1] [::7f00:1] [::10.0.0.1]
    [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b::a9fe:a9fe] [64:ff9b:1::7f00:1] [2002:7f00:1::]
    [2002:a9fe:a9fe::1] [2002:c0a8:1::] [2001:0:7f00:1::] [2001::1] [2001:0:53aa:64c:0:0:80ff:fffe] [2001:db8::1]
    [3fff::1] [2001:2::1] [2001:10::1] [2001:20::1] [100::1] [fc00::1] [fd00::1] [fd00:ec2::254] [fd20:ce::254]
    [fe80::1] [fe80::1%25eth0] [fe80::1%eth0] [fe80::a9fe:a9fe] [fec0::1] [ff02::1] [ff0e::1] [5f00::1]
    [::1%25lo] [::1%lo] [::ffff:127.0.0.1%25lo] [::1]. [v1.::1] [127.0.0.1] [[::1]] [::1
"""

_NAMES: Mapping[str, str] = {
    "localhost": "127.0.0.1",
    "LOCALHOST": "127.0.0.1",
    "localhost.": "127.0.0.1",
    "a.localhost": "127.0.0.1",
    "localhost.localdomain": "127.0.0.1",
    "ip6-localhost": "::1",
    "127.0.0.1.nip.example": "127.0.0.1",
    "loops.example": "127.9.9.9",
    "six.example": "::1",
    "mapped.example": "::ffff:10.0.0.1",
    "sixtofour.example": "2002:a00:1::",
    "nat64.example": "64:ff9b::a00:1",
    "link.example": "fe80::1",
    "zone.example": "fe80::1%2",
    "metadata": "169.254.169.254",
    "metadata.google.internal": "169.254.169.254",
    "instance-data": "169.254.169.254",
    "instance-data.ec2.internal": "169.254.169.254",
    "kubernetes.default.svc": "10.96.0.1",
    "kubernetes.default.svc.cluster.local": "10.96.0.1",
    "router.lan": "192.168.1.1",
    "printer.local": "169.254.7.7",
    "carrier.example": "100.64.3.4",
    "nothing.example": "0.0.0.0",  # noqa: S104 - nothing is bound
    "all.example": "255.255.255.255",
    "many.example": "224.0.0.251",
    "azure.example": "168.63.129.16",
    "xn--inside-cua.example": "10.1.2.3",
    "host.docker.internal": "172.17.0.1",
    "_gateway": "10.0.2.2",
}

_WRITTEN = (
    "http://user@127.0.0.1/",
    "http://user:password@127.0.0.1/",
    "http://public.example@127.0.0.1/",
    "http://public.example:80@127.0.0.1/",
    "http://public.example:80+&@127.88.23.245:22/#+@public.example:80/",
    "http://127.88.23.245:22/+&@public.example:80#+@public.example:80/",
    "http://public.example:80+&@public.example:80#+@127.88.23.245:22/",
    "http://127.88.23.245:22/?@public.example:80/",
    "http://127.88.23.245:22/#@public.example:80/",
    "http://public.example:80\\@127.88.23.245:22/",
    "http://public.example\\@127.0.0.1/",
    "http://127.0.0.1\\@public.example/",
    "http://127.0.0.1\\.public.example/",
    "http://127.0.0.1%2f@public.example/",
    "http://127.0.0.1%00.public.example/",
    "http://127.0.0.1%23.public.example/",
    "http://%31%32%37.0.0.1/",
    "http://127%2e0%2e0%2e1/",
    "http://127.0.0.1\t.public.example/",
    "http://127.0.0.1\n/",
    "http://127.0.0.1\r\nHost: public.example/",
    "http://127.0.0.1\x00/",
    "\x01http://127.0.0.1/",
    "ht\ttp://127.0.0.1/",
    "http:\t//127.0.0.1/",
    "http:127.0.0.1/",
    "http:/127.0.0.1/",
    "http:///127.0.0.1/",
    "http:////127.0.0.1/",
    "http:\\\\127.0.0.1/",
    "http://\\127.0.0.1/",
    "//127.0.0.1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://１２７.０.０.１/",
    "http://127。0。0。1/",
    "http://127．0．0．1/",
    "http://127｡0｡0｡1/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    "http://ｌｏｃａｌｈｏｓｔ/",
    "http://lo\u00adcalhost/",
    "http://local\u200bhost/",
    "http://loc\u2060alhost/",
    "http://０ｘ７ｆ.1/",
    "http://①⑥⑨.②⑤④.①⑥⑨.②⑤④/",
    "http://127.0.0.1:80/",
    "http://127.0.0.1:8080/",
    "http://127.0.0.1:6379/",
    "http://public.example:22/",
    "http://public.example:25/",
    "http://public.example:6379/",
    "http://public.example:11211/",
    "http://public.example:5432/",
    "http://public.example:2375/",
    "http://public.example:0/",
    "http://public.example:65536/",
    "http://public.example:-80/",
    "http://public.example:8o/",
    "http://public.example:８０/",
    "file:///etc/passwd",
    "file://127.0.0.1/etc/passwd",
    "ftp://127.0.0.1/",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "dict://127.0.0.1:11211/stats",
    "ldap://127.0.0.1/",
    "jar:http://127.0.0.1!/",
    "ws://127.0.0.1/",
    "data:text/html,hello",
    "javascript:alert(1)",
    "unix:///var/run/docker.sock",
    "netdoc:///etc/passwd",
    "tftp://127.0.0.1/",
    "ssh://127.0.0.1/",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
)

INSIDES: tuple[str, ...] = (
    *(f"http://{each}/" for each in _LITERALS.split()),
    *(f"https://{each}/" for each in ("127.0.0.1", "[::1]", "2130706433", "169.254.169.254", "localhost")),
    *(f"http://{each}/latest/meta-data/" for each in _NAMES),
    *_WRITTEN,
)
"""What may not be reached."""

KNOWN: Mapping[str, Sequence[str]] = {name.lower().removesuffix("."): [address] for name, address in _NAMES.items()} | {
    "public.example": [PUBLIC]
}
"""The addresses that the names among them have."""
