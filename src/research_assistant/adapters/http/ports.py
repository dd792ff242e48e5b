"""Which ports a page of the world may be on."""

MOST = 65_535
LEAST_UNPRIVILEGED = 1024

_PAGES = frozenset({80, 443})
"""Below 1024 every port belongs to a named service, and these two to pages."""

_OTHER_SERVICES = frozenset(
    {
        *(
            1433,
            1434,
            1521,
            3050,
            3306,
            5432,
            5433,
            5984,
            6984,
            7474,
            7687,
            8529,
            9042,
            26257,
            28015,
            50000,
        ),  # databases
        *(27017, 27018, 27019, 6379, 6380, 11211, 11212, 9200, 9300, 8086),  # stores without a password, often
        *(2375, 2376, 2377, 2379, 2380, 4243, 6443, 8472, 10250, 10255, 10256),  # container engines and their clusters
        *(1883, 4369, 5671, 5672, 8883, 9092, 15672, 25672, 61613, 61616),  # brokers of messages
        *(2181, 2888, 3888, 4646, 4647, 8300, 8301, 8302, 8500, 8600),  # registries of services
        *(1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6566, 10080),  # those that browsers refuse too
        *(6665, 6666, 6667, 6668, 6669, 6679, 6697),  # chat
        *range(5900, 5911),  # screens
        *range(6000, 6064),  # windows
        *(
            1080,
            3128,
            3268,
            3269,
            3389,
            5355,
            5985,
            5986,
            9100,
            9418,
            10050,
            10051,
            47808,
        ),  # proxies, directories, shells
    }
)
"""What answers there speaks something else than HTTP, and would take a request for words of its own.

Only addresses of the world are dialled, and networks that the operator opens: the list keeps hostile records from
using us against services there."""


def may_carry_pages(port: int) -> bool:
    """Whether a page of the world may be asked for on `port`."""
    return port in _PAGES or (LEAST_UNPRIVILEGED <= port <= MOST and port not in _OTHER_SERVICES)
