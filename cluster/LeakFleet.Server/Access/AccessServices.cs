using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Access;

/// <summary>Registers authentication and authorization, as ASP.NET Core knows them.</summary>
internal static class AccessServices
{
    public static void AddAccess(this IServiceCollection services, AccessOptions? options)
    {
        if (options is not null)
        {
            services.AddSingleton(options);
            services.AddSingleton(p => new Logins(options, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<Logins>>()));
            if (options.Tls is { } tls)
                services.AddSingleton(p => new ServerCertificate(tls, options.ClientCertificates is not null, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<ServerCertificate>>()));
        }

        services.AddAuthentication(AccessHandler.SchemeName).AddScheme<AuthenticationSchemeOptions, AccessHandler>(AccessHandler.SchemeName, null);
        services.AddAuthorization(AccessPolicy.Configure);
    }
}
