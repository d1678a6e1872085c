namespace LeakFleet.Server.Alerts;

/// <summary>What names an alert beside its service: all of it as it was when the alert began. Alertmanager takes another value in any of them for another alert.</summary>
public sealed record AlertIdentity(string Fingerprint, string Kind, string Type)
{
    public static AlertIdentity Of(AlertFacts facts) => new(facts.Fingerprint, facts.Kind, facts.Type);
}
