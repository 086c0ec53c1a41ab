namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// <code>
/// litellm_settings:
///   priority_reservation: {prod: 0.9, dev: {type: rpm, value: 9}}
///   priority_reservation_settings: {default_priority: 0.5, saturation_threshold: 0.5}
/// </code>
/// </summary>
internal static class PriorityReservationReader
{
    private const string Key = "priority_reservation";

    /// <summary>Null: nothing is reserved.</summary>
    public static PriorityReservation? Read(Section section)
    {
        var settings = section.Child("priority_reservation_settings");
        var priorities = section.Child(Key);
        var reservation = new PriorityReservation { Shares = Shares(priorities) };
        if (settings is not null)
        {
            reservation = reservation with
            {
                DefaultShare = Share(settings, "default_priority") ?? reservation.DefaultShare,
                Threshold = Share(settings, "saturation_threshold") ?? reservation.Threshold,
            };

            // What replicas use is known with every request; nothing is remembered for a time.
            settings.Accept(["saturation_check_cache_ttl"]).WarnAboutUnknown();
        }

        return priorities is null ? null : reservation;
    }

    private static Dictionary<string, ReservedShare> Shares(Section? priorities)
    {
        var shares = new Dictionary<string, ReservedShare>(StringComparer.Ordinal);
        foreach (var entry in priorities?.Map.Entries ?? [])
        {
            if (entry.Value is ConfigScalar)
            {
                shares[entry.Name] = new(Share(priorities!, entry.Name) ?? 0, ReservedShare.Percent);
            }
            else if (priorities!.Child(entry.Name) is { } section)
            {
                var unit = section.Node("type") is null ? ReservedShare.Percent : section.Choice("type", ReservedShare.Units);
                shares[entry.Name] = new((unit == ReservedShare.Percent ? Share(section, "value") : section.Number("value")) ?? 0, unit ?? ReservedShare.Percent);
                section.WarnAboutUnknown();
            }
        }

        return shares;
    }

    private static double? Share(Section section, string name)
    {
        var share = section.Number(name);
        if (share > 1)
        {
            section.Context.Findings.Error(section.Node(name)!, $"found {share}; valid is a share from 0 to 1, such as 0.9 for 90 %");
            return null;
        }

        return share;
    }
}
