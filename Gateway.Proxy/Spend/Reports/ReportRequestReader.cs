using System.Globalization;
using Gateway.Proxy.Keys;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Spend.Reports;

/// <summary>Reads the query string of a report. The first thing that is wrong with it becomes the error.</summary>
internal sealed class ReportRequestReader(IQueryCollection query, TimeProvider time)
{
    private const int DefaultDays = 30;
    private const int LargestPage = 1_000;
    private const int HashLength = 64;
    private const string ValidDate = "valid is a date or a time (UTC) such as 2026-03-01 or 2026-03-01 14:30:00";

    private static readonly string[] s_groups = ["team", "customer", "api_key", "model", "key", "user", "tag", "organization", "provider", "day"];

    private static readonly string[] s_statuses = ["success", "failure"];

    private static readonly string[] s_times = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    public GatewayError? Error { get; private set; }

    public ReportRequest Read()
    {
        var (from, _) = Time("start_date", "startTime");
        var (to, toIsDay) = Time("end_date", "endTime");
        if (from > to)
        {
            Fail("start_date", "it is after end_date");
        }

        var key = Key();
        var users = List("user_id", "user_ids", "internal_user_id");
        var teams = List("team_id", "team_ids");
        var organizations = List("organization_id", "organization_ids");
        var tags = List("tag", "tags");
        var model = Text("model") ?? Text("model_group");
        var endUser = Text("end_user") ?? Text("customer_id");
        var today = time.GetUtcNow();
        return new ReportRequest
        {
            HasPeriod = from is not null && to is not null,
            Filter = new SpendFilter
            {
                FromDay = Day(from ?? (to ?? today).AddDays(1 - DefaultDays)),
                ToDay = LastDay(to ?? today, today),
                KeyHash = key,
                Model = model,
                EndUser = endUser,
                UserIds = users,
                TeamIds = teams,
                OrganizationIds = organizations,
                Tags = tags,
            },
            Logs = new LogFilter
            {
                From = from,
                To = toIsDay ? to?.AddDays(1) : to?.AddMicroseconds(1),
                WholeDays = (from is null || from.Value.TimeOfDay == TimeSpan.Zero) && (to is null || toIsDay || to.Value.TimeOfDay >= new TimeSpan(23, 59, 59)),
                RequestId = Text("request_id"),
                KeyHash = key,
                UserId = users?[0],
                TeamId = teams?[0],
                OrganizationId = organizations?[0],
                EndUser = endUser,
                SessionId = Text("session_id"),
                Model = model,
                Tag = tags?[0],
                Search = Text("search"),
                Failed = (Choice("status_filter", s_statuses) ?? Choice("status", s_statuses)) is { } status ? status == "failure" : null,
            },
            Summarize = Choice("summarize", ["true", "false", "True", "False", "1", "0"]) is { } flag ? flag is "true" or "True" or "1" : null,
            GroupBy = Choice("group_by", s_groups) ?? s_groups[0],
            Limit = Number("limit", LargestPage),
            Cursor = Cursor(),
            Page = Number("page", int.MaxValue) ?? 1,
            PageSize = Number("page_size", LargestPage),
        };
    }

    // Nothing is after today: what reaches until then may as well go on to the end of its ten days, which can be read at once.
    private static string LastDay(DateTimeOffset to, DateTimeOffset today) => to.UtcDateTime.Date < today.UtcDateTime.Date
        ? Day(to)
        : Day(new DateTimeOffset(TenDays.EndOf(DateOnly.FromDateTime(today.UtcDateTime)), default, TimeSpan.Zero));

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string? Text(string name) => query[name] is [{ Length: > 0 } text] ? text : null;

    private (DateTimeOffset? Time, bool IsDay) Time(string name, string otherName)
    {
        name = Text(name) is null && Text(otherName) is not null ? otherName : name;
        if (Text(name) is not { } text)
        {
            return default;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, Utc, out var day))
        {
            return (day, true);
        }

        if (DateTimeOffset.TryParseExact(text, s_times, CultureInfo.InvariantCulture, Utc, out var moment))
        {
            return (moment, false);
        }

        Fail(name, $"found '{text}'; {ValidDate}");
        return default;
    }

    // A key as clients send it, or its hash as reports show it.
    private string? Key() => Text("api_key") is not { } key ? null
        : key.Length == HashLength && key.All(char.IsAsciiHexDigitLower) ? key
        : KeyHash.Of(key).ToString();

    // ?team_ids=a,b and ?team_ids=a&team_ids=b are the same.
    private List<string>? List(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var values = query[name].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
            if (values.Count > 0)
            {
                return values;
            }
        }

        return null;
    }

    private string? Choice(string name, string[] valid)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (valid.Contains(text))
        {
            return text;
        }

        Fail(name, $"found '{text}'; valid is one of {string.Join(", ", valid)}");
        return null;
    }

    private int? Number(string name, int most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
        {
            return number;
        }

        Fail(name, $"found '{text}'; valid is a whole number from 1{(most == int.MaxValue ? "" : $" to {most}")}");
        return null;
    }

    private LogCursor? Cursor()
    {
        if (Text("cursor") is not { } text)
        {
            return null;
        }

        if (LogCursor.Parse(text) is { } cursor)
        {
            return cursor;
        }

        Fail("cursor", "it is not one that a page before this gave");
        return null;
    }

    private void Fail(string parameter, string problem) => Error ??= GatewayErrors.InvalidField(parameter, problem);
}
