namespace LeakFleet.Server.Access;

/// <summary>Agents that show a client certificate.</summary>
public sealed class ClientCertificateOptions
{
    /// <summary>PEM file of the authorities whose certificates are agents. One for nothing else: whoever has any certificate of it is an agent.</summary>
    public string Ca { get; set; } = "";

    /// <summary>Subject names (CN) of agents; any when empty.</summary>
    public IReadOnlyList<string> Names { get; set; } = [];
}
