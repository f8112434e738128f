"""Downloads minute bars with the vendor's Python client, as its example bulk_aggs_downloader.py does.

The bars of a ticker, or its raw and its adjusted ones, go into a file each: pickled, then compressed
by LZ4. Prints the number of bars. Needs the client and lz4; the key comes from MASSIVE_API_KEY.
"""

import argparse
import concurrent.futures
import os
import pickle

import lz4.frame
from massive import RESTClient


def flags():
    parser = argparse.ArgumentParser(description="Downloads minute bars with the vendor's client.")
    parser.add_argument("--base", required=True, help="address of the API")
    parser.add_argument("--tickers", required=True, help="with commas between")
    parser.add_argument("--multiplier", type=int, default=1, help="minutes that a bar lasts")
    parser.add_argument("--adjusted", default="true", help="true, false or true,false")
    parser.add_argument("--from", dest="first", type=int, required=True, help="epoch ms, included")
    parser.add_argument("--to", dest="last", type=int, required=True, help="epoch ms, included")
    parser.add_argument("--directory", required=True, help="for the files")
    parser.add_argument("--threads", type=int, default=8)
    return parser.parse_args()


def download(flags, ticker, adjusted):
    # A client for each call, as in the example. Threads that share one share a single connection.
    client = RESTClient(base=flags.base)
    bars = list(
        client.list_aggs(
            ticker,
            flags.multiplier,
            "minute",
            flags.first,
            flags.last,
            adjusted=adjusted == "true",
            sort="asc",
            limit=50000,
        )
    )
    name = f"{ticker}-adjusted-{adjusted}.pickle.lz4"
    with open(os.path.join(flags.directory, name), "wb") as file:
        file.write(lz4.frame.compress(pickle.dumps(bars)))
    return len(bars)


def main():
    given = flags()
    os.makedirs(given.directory, exist_ok=True)
    with concurrent.futures.ThreadPoolExecutor(max_workers=given.threads) as executor:
        counts = [
            executor.submit(download, given, ticker, adjusted)
            for ticker in given.tickers.split(",")
            for adjusted in given.adjusted.split(",")
        ]
        print(sum(count.result() for count in counts))


if __name__ == "__main__":
    main()
