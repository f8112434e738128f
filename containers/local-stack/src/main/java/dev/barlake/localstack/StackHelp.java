package dev.barlake.localstack;

/** What {@code --help} of {@link LocalStack} prints. */
final class StackHelp {
  static final String TEXT =
      """
      The outside world in one process: a market simulator, S3 and MySQL, on 127.0.0.1 only.

        --apiPort=N            port of the market simulator; 0 (default) for a free one
        --s3Port=N             port of S3; 0 (default) for a free one
        --mysqlPort=N          port of MySQL; 0 (default) for a free one
        --services=api,s3,mysql  what to start (default: all)
        --seed=N               another seed is another market (default 42)
        --universe=N           generated tickers SIM00001... beside the named ones (default 0)
        --latencyMillis=N      how long each answer of the simulator takes at least (default 0)
        --requestsPerMinute=N  quota of the simulator; 0 (default) for none
        --lies=SEED:SHARE      lie at random to this share of the requests, such as 7:0.05: empty
                               answers and pages, early ends, repeated borders, cut bodies, 5xx,
                               404, dropped sessions. Each URL is lied to at most once
        --wrongDates=true      make the fault WrongDate possible (default false)
        --nextUrlBase=URL      scheme and host of next_url, such as https://api.polygon.io: a client that
                               follows it verbatim is caught (default: the address of the request)
        --dataDir=PATH         keep S3's objects there (default: in memory)
        --readyFile=PATH       write the addresses there, for a shell to source, when all is up
        --help                 this text

      While it runs, on the simulator's address:
        GET    /                                                          endpoints, tickers, oddities
        POST   /_stack/faults?fault=TooManyRequests&ticker=AAPL&times=3   make something go wrong
               also page=N, path=TEXT, times=forever
        DELETE /_stack/faults                                             make it stop
        DELETE /_stack/faults?fault=ServerError                           one kind only
        POST   /_stack/lies?seed=7&share=0.05                             lie at random; GET counts,
                                                                          DELETE ends it
        POST   /_stack/plan?from=2024-11-26                               how far back the plan
                                                                          reaches; DELETE: all
        POST   /_stack/splits?ticker=MSFT&date=2026-01-05&from=1&to=4     split a ticker; with
               rewritten=false older adjusted prices stay, until
        POST   /_stack/rewrite?ticker=MSFT                                brings them along
        POST   /_stack/dividends?ticker=MSFT&date=2026-01-05&cash=0.5     declare a dividend
        POST   /_stack/list?ticker=FRESH&name=Fresh+Inc.                  list a ticker
        POST   /_stack/delist?ticker=MSFT&date=2026-01-05                 end a listing
        POST   /_stack/rename?ticker=MSFT&name=Softer+Inc.                change a name
        POST   /_stack/flatfiles/replace?date=2026-01-05&ticker=AAPL&factor=1.01   replace a flat
               file; hold, publish and reach?years=5 delay it or move the plan's horizon
        GET    /_stack/requests                                           count what was asked

      Faults, with their parameters:
        connection   CutBody bytes=1000, ClosedSocket, Stall where=BEFORE_HEADERS|IN_BODY
        status       TooManyRequests retryAfterSeconds=, ServerError status=500 retryAfterSeconds=,
                     HtmlError, Forbidden, NotFound, Moved base=https://..., GarbageBody,
                     WrongDate offsetSeconds=
        walk         EmptyOk, EarlyEnd keepShare=0.5, RepeatedBorder count=1, RepeatedPage,
                     PageBefore, EndlessWalk empty=false, EndlessPage results=1000000; all of them
                     in=BARS, or in=LISTS for tickers, splits and dividends; EmptyOk also in=GROUPED
        bars         SilentSessions dates=2026-01-05,2026-01-06, SilentMiddle count=1, NullBar,
                     MalformedBar field=c json="n/a", BarWithoutTime, DuplicateBar factor=1.01,
                     OutOfRangeBar, WrongCount, AdjustedLost, ForeignPage foreignTicker=MSFT,
                     ClampedRange fromDate=, LateCorrection windowStart= factor=1.01
        lists        ShortList keepShare=0.5, MissingRows rows=AAPL,KO,
                     OddSplit rows= kind=NULL_RATIO|ZERO_RATIO|BAD_DATE,
                     NullSpelling rows= field= spelling=EMPTY|ZERO_DATE|FIRST_DATE|NULL
        flat files   by POST /_stack/flatfiles/spoil?date=...&fault=NAME: WrongTimestamps
                     seconds=86400, OutOfDayRows count=1, TruncatedGzip keepShare=0.5, ColumnOrder
                     columns=, DecimalVolumes, ExponentVolumes, QuotedTickers, DuplicateRows count=1
                     factor=1, ReturningTicker ticker=, MissingTicker ticker=, MalformedRow text=
      """;

  private StackHelp() {}
}
